package main

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/netip"
	"regexp"
	"strings"
)

// Link is a device as `ip -json address` shows it.
type Link struct {
	Name  string `json:"ifname"`
	MTU   int    `json:"mtu"`
	Addrs []struct {
		Local  string `json:"local"`
		Prefix int    `json:"prefixlen"`
		Scope  string `json:"scope"`
	} `json:"addr_info"`
}

func links() ([]Link, error) {
	text, err := machine.run("", "ip", "-json", "address", "show")
	if err != nil {
		return nil, err
	}
	var all []Link
	return all, json.Unmarshal([]byte(text), &all)
}

// The devices that Calico's first-found autodetection passes over
// (projectcalico/calico, node/pkg/lifecycle/startup/autodetection).
var passedOver = regexp.MustCompile(`^(docker|cbr|dummy|podman|virbr|lxcbr|veth|lo|br-|cali|tunl|flannel|kube-ipvs|cni|` +
	`vxlan\.calico|vxlan-v6\.calico|wireguard\.cali|wg-v6\.cali|nodelocaldns)`)

// firstFound is the machine's device and address as Calico detects them: 10.10.0.11/24.
func firstFound(all []Link) (Link, string) {
	for _, link := range all {
		if passedOver.MatchString(link.Name) {
			continue
		}
		for _, addr := range link.Addrs {
			ip, err := netip.ParseAddr(addr.Local)
			if err == nil && ip.Is4() && addr.Scope == "global" {
				return link, netip.PrefixFrom(ip, addr.Prefix).String()
			}
		}
	}
	return Link{}, ""
}

// locals are the machine's own addresses of a family, as the set this-host has them.
func locals(all []Link, family string) []string {
	addresses := []string{"127.0.0.0"}
	if family == "6" {
		addresses = nil
	}
	for _, link := range all {
		for _, addr := range link.Addrs {
			if strings.Contains(addr.Local, ":") == (family == "6") && !strings.HasPrefix(link.Name, "cali") {
				addresses = append(addresses, addr.Local)
			}
		}
	}
	return addresses
}

// interfaceFor is the name of a pod's device on the machine.
func interfaceFor(namespace, pod string) string {
	sum := sha1.Sum([]byte(namespace + "." + pod))
	return "cali" + hex.EncodeToString(sum[:])[:11]
}

// tunnelMAC is derived from the node's name, so that nobody has to publish it.
func tunnelMAC(node string) string {
	sum := sha1.Sum([]byte(node))
	mac := "66"
	for _, b := range sum[:5] {
		mac += ":" + hex.EncodeToString([]byte{b})
	}
	return mac
}

func exists(device string) bool {
	_, err := net.InterfaceByName(device)
	return err == nil
}

// ipBatch runs lines of `ip`; one that fails (a device that has just gone) does not stop the others.
func ipBatch(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	_, err := machine.run(strings.Join(lines, "\n")+"\n", "ip", "-force", "-batch", "-")
	return err
}
