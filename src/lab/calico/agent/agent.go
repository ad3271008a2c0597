package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
)

const (
	resync    = 5 * time.Second // what somebody removed is back after this
	readyFile = "/run/calico-node-ready"
)

// Agent keeps one machine as the cluster says. In each pass, in this order:
//
//  1. a block of its own, and in VXLAN mode the tunnel's address out of it
//  2. what the cluster knows of this node: its annotations
//  3. sets, then rules that refer to them
//  4. device and routes, or BIRD's configuration
//  5. files: mtu, node name, endpoint status, kubeconfig; after the first pass the node says CalicoIsUp
//
// A pass follows each change of nodes, pools, blocks or this node's pods, and at least every five
// seconds. Nothing is undone when the agent ends: neither does the genuine one.
type Agent struct {
	kube     *Kube
	node     string
	bgp      bool
	ipv6     bool
	backends []string
	ipam     IPAM
	bird     Bird
	isUp     bool
}

func runAgent() error {
	kube, err := inCluster()
	if err != nil {
		return err
	}
	node := os.Getenv("NODENAME")
	agent := &Agent{
		kube: kube, node: node,
		bgp:      os.Getenv("CALICO_NETWORKING_BACKEND") == "bird",
		ipv6:     os.Getenv("FELIX_IPV6SUPPORT") == "true",
		backends: strings.Split(os.Getenv("LAB_IPTABLES_BACKENDS"), ","),
		ipam:     IPAM{kube, node},
	}
	changes := agent.changes()
	for {
		if err := agent.pass(); err != nil {
			log.Println("pass:", err)
		} else if err := os.WriteFile(readyFile, nil, 0o644); err != nil {
			return err
		}
		select {
		case <-changes:
			time.Sleep(100 * time.Millisecond) // changes come in swarms
		case <-time.After(resync):
		}
	}
}

// changes speaks when something that a pass reads has changed.
func (a *Agent) changes() <-chan struct{} {
	changed := make(chan struct{}, 1)
	tell := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	for _, path := range []string{"/api/v1/nodes", crds + "ippools", crds + "blockaffinities", podsOf(a.node)} {
		go a.kube.watch(path, tell)
	}
	return changed
}

func (a *Agent) pass() error {
	devices, err := links()
	if err != nil {
		return err
	}
	uplink, address := firstFound(devices)
	if address == "" {
		return errors.New("no device has an address that Calico would take for the node's")
	}
	tunnelIP, err := a.ownBlock()
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	world, err := readWorld(a.kube, a.node)
	if err != nil {
		return err
	}
	if world.self().Metadata.Name == "" {
		return errors.New("this machine has no Node")
	}
	if err := publish(a.kube, world.self(), uplink, address, tunnelIP); err != nil {
		return err
	}
	err = errors.Join(
		a.filter(world, devices),
		a.route(world, uplink, address, tunnelIP),
		a.files(world, uplink),
	)
	if err != nil || a.isUp {
		return err
	}
	err = networkUnavailable(a.kube, a.node, "False", "CalicoIsUp", "Calico is running on this node")
	a.isUp = err == nil
	return err
}

// ownBlock sees to it that the node has a block; in VXLAN mode it returns the tunnel's address.
func (a *Agent) ownBlock() (string, error) {
	if !a.bgp {
		ip, err := a.ipam.assign(Owner{"vxlan-tunnel-addr-" + a.node, map[string]string{"node": a.node, "type": "vxlanTunnelAddress"}})
		return ip.String(), err
	}
	blocks, err := a.ipam.ownBlocks()
	if err == nil && len(blocks) == 0 {
		err = a.ipam.claim()
	}
	return "", err
}

func (a *Agent) families() []string {
	if a.ipv6 {
		return []string{"4", "6"}
	}
	return []string{"4"}
}

func (a *Agent) filter(world World, devices []Link) error {
	var peers []string
	if !a.bgp {
		peers = []string{}
		for _, node := range world.others() {
			peers = append(peers, node.ip())
		}
	}
	var failures []error
	for _, family := range a.families() {
		failures = append(failures, applySets(wantedSets(family, locals(devices, family), world.pools, peers)))
		peers = nil // the overlay is IPv4's
		set := RuleSet{family, !a.bgp && family == "4", world.workloads()}
		for _, backend := range a.backends {
			failures = append(failures, applyRules(backend, set))
		}
	}
	return errors.Join(failures...)
}

func (a *Agent) route(world World, uplink Link, address, tunnelIP string) error {
	ip, blocks := prefixless(address), world.blocksOf(a.node)
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644); err != nil {
		return err
	}
	if err := ipBatch(podRoutes(world.workloads())); err != nil {
		log.Println("routes to pods:", err)
	}
	if a.bgp {
		var others []string
		for _, node := range world.others() {
			others = append(others, node.ip())
		}
		return a.bird.keep(newMesh(ip, blocks, world.pools, others))
	}
	return VXLAN{uplink, ip, tunnelMAC(a.node), tunnelIP, blocks, world.vxlanPeers()}.apply()
}

// probe succeeds while passes do.
func probe() error {
	file, err := os.Stat(readyFile)
	if err != nil {
		return err
	}
	if age := time.Since(file.ModTime()); age > 6*resync {
		return fmt.Errorf("no pass has succeeded for %v", age.Round(time.Second))
	}
	return nil
}

// shutdown is what a graceful end calls; the manifest's grace period of 0 leaves it out.
func shutdown() error {
	kube, err := inCluster()
	if err != nil {
		return err
	}
	return networkUnavailable(kube, os.Getenv("NODENAME"), "True", "CalicoIsDown", "Calico is shutting down on this node")
}
