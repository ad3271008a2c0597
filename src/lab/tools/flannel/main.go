// Command flanneld is flannel's daemon for the lab: flannel's own packages for subnets, VXLAN and
// iptables, started in the order of flannel's main. Flannel's main itself also imports a cloud's
// backend whose module cannot be had everywhere; the lab needs VXLAN over IPv4 and nothing else.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/flannel-io/flannel/pkg/backend"
	_ "github.com/flannel-io/flannel/pkg/backend/vxlan"
	"github.com/flannel-io/flannel/pkg/ip"
	"github.com/flannel-io/flannel/pkg/ipmatch"
	"github.com/flannel-io/flannel/pkg/subnet"
	"github.com/flannel-io/flannel/pkg/subnet/kube"
	"github.com/flannel-io/flannel/pkg/trafficmngr/iptables"
	"github.com/flannel-io/flannel/pkg/trafficmngr/nftables"
	"k8s.io/klog/v2"
)

const (
	annotations = "flannel.alpha.coreos.com"
	netConf     = "/etc/kube-flannel/net-conf.json"
	subnetFile  = "/run/flannel/subnet.env"
	resync      = 5 // seconds
)

// The flags of flannel's manifest. Only the kube subnet manager exists here, so its flag changes nothing.
var (
	ifName      = flag.String("iface", "", "interface of the machine network; the default route's when empty")
	masquerade  = flag.Bool("ip-masq", false, "masquerade what leaves the pod network")
	_           = flag.Bool("kube-subnet-mgr", true, "take the subnet from the Node (always so)")
	healthzPort = flag.Int("healthz-port", 0, "port of /healthz and /readyz (0: none)")
)

var ready atomic.Bool

func main() {
	klog.InitFlags(nil)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *healthzPort > 0 {
		go serveHealth(*healthzPort)
	}
	if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		klog.Fatalf("flanneld: %v", err)
	}
}

func run(ctx context.Context) error {
	manager, err := kube.NewSubnetManager(ctx, "", "", annotations, netConf, true)
	if err != nil {
		return fmt.Errorf("subnet manager: %w", err)
	}
	config, err := manager.GetNetworkConfig(ctx)
	if err != nil {
		return fmt.Errorf("network config: %w", err)
	}
	uplink, err := externalInterface(config)
	if err != nil {
		return fmt.Errorf("external interface: %w", err)
	}
	vxlan, err := backend.NewManager(ctx, manager, uplink).GetBackend(config.BackendType)
	if err != nil {
		return fmt.Errorf("backend: %w", err)
	}
	var running sync.WaitGroup
	network, err := vxlan.RegisterNetwork(ctx, &running, config)
	if err != nil {
		return fmt.Errorf("network: %w", err)
	}
	if err := setRules(ctx, config, network); err != nil {
		return fmt.Errorf("iptables: %w", err)
	}
	lease := network.Lease()
	if err := manager.HandleSubnetFile(subnetFile, config, *masquerade, lease.Subnet, lease.IPv6Subnet, network.MTU()); err != nil {
		return fmt.Errorf("%s: %w", subnetFile, err)
	}
	ready.Store(true)
	running.Go(func() { network.Run(ctx) })
	err = manager.CompleteLease(ctx, lease, &running)
	running.Wait()
	return err
}

func externalInterface(config *subnet.Config) (*backend.ExternalInterface, error) {
	stack, err := ipmatch.GetIPFamily(config.EnableIPv4, config.EnableIPv6)
	if err != nil {
		return nil, err
	}
	return ipmatch.LookupExtIface(*ifName, "", "", stack, ipmatch.PublicIPOpts{})
}

func setRules(ctx context.Context, config *subnet.Config, network backend.Network) error {
	if err := (&nftables.NFTablesManager{}).CleanUp(ctx); err != nil {
		return err
	}
	rules := &iptables.IPTablesManager{}
	if err := rules.Init(ctx); err != nil {
		return err
	}
	if *masquerade {
		// What an earlier run left is flannel's to compare; a new machine has nothing, which is zero.
		var before ip.IP4Net
		var before6 ip.IP6Net
		if err := rules.SetupAndEnsureMasqRules(ctx, config.Network, before, before,
			config.IPv6Network, before6, before6, network.Lease(), resync, false); err != nil {
			return err
		}
	}
	rules.SetupAndEnsureForwardRules(ctx, config.Network, config.IPv6Network, resync)
	return nil
}

func serveHealth(port int) {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	http.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !ready.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	klog.Fatal(http.ListenAndServe(fmt.Sprintf(":%d", port), nil))
}
