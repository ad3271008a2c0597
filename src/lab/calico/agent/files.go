package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	kubeconfigFile = "/etc/cni/net.d/calico-kubeconfig"
	mtuFile        = "/var/lib/calico/mtu"
	// /var/run/calico, but /var/run is an absolute link, which from a container leads elsewhere
	runFolder      = "/run/calico"
	endpointFolder = runFolder + "/endpoint-status"
	tokenSeconds   = 24 * 60 * 60
)

// files keeps Calico's files on the machine, among them one per pod that says its rules stand.
func (a *Agent) files(world World, uplink Link) error {
	mtu := uplink.MTU
	if !a.bgp {
		mtu -= 50
	}
	for file, text := range map[string]string{mtuFile: strconv.Itoa(mtu), "/var/lib/calico/nodename": a.node} {
		if err := machine.keep(file, text, 0o644); err != nil {
			return err
		}
	}
	if err := a.endpointStatus(world.workloads()); err != nil {
		return err
	}
	return keepKubeconfig(a.kube)
}

func (a *Agent) endpointStatus(workloads []Workload) error {
	wanted := map[string]bool{}
	for _, w := range workloads {
		name := "k8s " + w.Namespace + url.QueryEscape("/"+w.Name) + " eth0"
		wanted[name] = true
		text := fmt.Sprintf(`{"ifaceName":"%s","status":"up","ipv4Nets":["%s/32"]}`, w.Interface, w.IP)
		if err := machine.keep(filepath.Join(endpointFolder, name), text, 0o644); err != nil {
			return err
		}
	}
	present, err := os.ReadDir(machine.path(endpointFolder))
	if os.IsNotExist(err) {
		return os.MkdirAll(machine.path(endpointFolder), 0o755)
	}
	for _, file := range present {
		if !wanted[file.Name()] {
			_ = os.Remove(machine.path(filepath.Join(endpointFolder, file.Name())))
		}
	}
	return err
}

// installCNI is the init container: the plugins (this very binary), then their configuration.
func installCNI() error {
	kube, err := inCluster()
	if err != nil {
		return err
	}
	for _, plugin := range []string{"calico", "calico-ipam"} {
		if err := copyBinary(machine.path("/opt/cni/bin/" + plugin)); err != nil {
			return err
		}
	}
	if err := keepKubeconfig(kube); err != nil {
		return err
	}
	return installConflist()
}

func copyBinary(target string) error {
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer from.Close()
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	fresh := target + ".new"
	to, err := os.OpenFile(fresh, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, from); err != nil {
		return err
	}
	if err := to.Close(); err != nil {
		return err
	}
	return os.Rename(fresh, target)
}

// installConflist writes what the ConfigMap says, the way genuine install-cni fills it in. Like that, the
// agent does not write it again.
func installConflist() error {
	text := strings.NewReplacer(
		"__KUBERNETES_NODE_NAME__", os.Getenv("KUBERNETES_NODE_NAME"),
		"__CNI_MTU__", os.Getenv("CNI_MTU"),
		"__KUBECONFIG_FILEPATH__", kubeconfigFile,
	).Replace(os.Getenv("CNI_NETWORK_CONFIG"))
	return machine.keep("/etc/cni/net.d/"+os.Getenv("CNI_CONF_NAME"), text, 0o644)
}

// keepKubeconfig writes the plugins' kubeconfig when it is missing or half its token's life is over.
func keepKubeconfig(kube *Kube) error {
	file, err := os.Stat(machine.path(kubeconfigFile))
	if err == nil && time.Since(file.ModTime()) < tokenSeconds/2*time.Second {
		return nil
	}
	var grant struct {
		Status struct{ Token string } `json:"status"`
	}
	err = kube.create("/api/v1/namespaces/kube-system/serviceaccounts/calico-cni-plugin/token", map[string]any{
		"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
		"spec": map[string]any{"expirationSeconds": tokenSeconds},
	}, &grant)
	if err != nil {
		return err
	}
	return machine.keep(kubeconfigFile, renderKubeconfig(kube, grant.Status.Token), 0o600)
}

func renderKubeconfig(kube *Kube, token string) string {
	return fmt.Sprintf(`# Kubeconfig file for Calico CNI plugin. Installed by calico/node.
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: %s
    certificate-authority-data: %s
users:
- name: calico
  user:
    token: %s
contexts:
- name: calico-context
  context:
    cluster: local
    user: calico
current-context: calico-context
`, kube.server, base64.StdEncoding.EncodeToString(kube.caPEM), token)
}
