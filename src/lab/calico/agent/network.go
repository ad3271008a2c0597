package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	hostMAC = "ee:ee:ee:ee:ee:ee" // of every pod's device on the machine
	gateway = "169.254.1.1"       // nobody's address: the machine answers for it by proxy ARP
)

// network is the plugin calico: a pair of devices, an address by calico-ipam, a route on each side.
func (c Call) network() (*Result, error) {
	switch c.Command {
	case "ADD":
		return c.add()
	case "DEL":
		return nil, c.del()
	}
	return nil, nil
}

func (c Call) add() (*Result, error) {
	given, err := c.delegate()
	if err != nil {
		return nil, err
	}
	var result Result
	if err := json.Unmarshal(given, &result); err != nil {
		return nil, err
	}
	device, address := interfaceFor(c.Namespace, c.Pod), result.IPs[0].Address
	if err := c.connect(device, address); err != nil {
		_, _ = c.delegate("CNI_COMMAND=DEL")
		return nil, err
	}
	result.Interfaces = []CNIInterface{{Name: device}}
	kube, err := fromKubeconfig(c.Conf.Kubernetes.Kubeconfig)
	if err != nil {
		return nil, err
	}
	return &result, c.tell(kube, c.Container, address)
}

func (c Call) connect(device, address string) error {
	mtu, err := os.ReadFile(mtuFile)
	if err != nil {
		return err
	}
	_ = ipBatch([]string{"link del " + device}) // of an earlier sandbox of this pod
	err = ipBatch([]string{
		fmt.Sprintf("link add %s address %s mtu %s type veth peer name %s mtu %s netns %s", device, hostMAC, mtu, c.Interface, mtu, c.Netns),
	})
	if err != nil {
		return err
	}
	for setting, value := range map[string]string{
		"ipv4/conf/" + device + "/proxy_arp":    "1",
		"ipv4/conf/" + device + "/forwarding":   "1",
		"ipv4/neigh/" + device + "/proxy_delay": "0",
		"ipv6/conf/" + device + "/accept_ra":    "0",
	} {
		if err := os.WriteFile("/proc/sys/net/"+setting, []byte(value), 0o644); err != nil {
			return err
		}
	}
	inside := strings.Join([]string{
		"link set " + c.Interface + " up",
		"address add " + address + " dev " + c.Interface,
		"neighbor replace " + gateway + " lladdr " + hostMAC + " dev " + c.Interface + " nud permanent",
		"route add " + gateway + " dev " + c.Interface + " scope link",
		"route add default via " + gateway + " dev " + c.Interface,
	}, "\n") + "\n"
	if _, err := machine.run(inside, "nsenter", "--net="+c.Netns, "ip", "-batch", "-"); err != nil {
		return err
	}
	return ipBatch([]string{
		"link set " + device + " up",
		fmt.Sprintf("route replace %s dev %s scope link metric 1024", prefixless(address), device),
	})
}

// del takes the address back; the pair of devices goes with the sandbox, or here. An older sandbox of the
// same pod goes without touching the device, which is the newer one's.
func (c Call) del() error {
	if _, err := c.delegate(); err != nil {
		return err
	}
	kube, err := fromKubeconfig(c.Conf.Kubernetes.Kubeconfig)
	if err != nil {
		return err
	}
	var pod Pod
	err = kube.get("/api/v1/namespaces/"+c.Namespace+"/pods/"+c.Pod, &pod)
	if err != nil && !isStatus(err, 404) {
		return err
	}
	if owner := pod.Metadata.Annotations["cni.projectcalico.org/containerID"]; owner != "" && owner != c.Container {
		return nil
	}
	if device := interfaceFor(c.Namespace, c.Pod); exists(device) {
		if err := ipBatch([]string{"link del " + device}); err != nil && exists(device) {
			return err
		}
	}
	return c.tell(kube, "", "")
}

// delegate calls calico-ipam, the plugin beside this one, with this call's environment and configuration.
func (c Call) delegate(more ...string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	conf, err := json.Marshal(c.Conf)
	if err != nil {
		return nil, err
	}
	command := exec.Command(filepath.Join(filepath.Dir(self), "calico-ipam"))
	command.Env = append(os.Environ(), more...)
	command.Stdin = strings.NewReader(string(conf))
	answer, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("calico-ipam: %w: %s", err, answer)
	}
	return answer, nil
}

// tell notes the address on the pod, so that the agent knows of it before the kubelet says so. The pod
// may be gone.
func (c Call) tell(kube *Kube, container, address string) error {
	err := kube.patch("/api/v1/namespaces/"+c.Namespace+"/pods/"+c.Pod+"/status", mergePatch, map[string]any{
		"metadata": map[string]any{"annotations": map[string]string{
			"cni.projectcalico.org/containerID": container,
			"cni.projectcalico.org/podIP":       address,
			"cni.projectcalico.org/podIPs":      address,
		}},
	})
	if isStatus(err, 404) {
		return nil
	}
	return err
}
