package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

const tunnel = "vxlan.calico"

// podRoutes lead to the pods on this machine.
func podRoutes(workloads []Workload) []string {
	var lines []string
	for _, w := range workloads {
		if exists(w.Interface) {
			lines = append(lines, fmt.Sprintf("route replace %s dev %s scope link metric 1024", w.IP, w.Interface))
		}
	}
	return lines
}

// Peer is another node's block and how to get there.
type Peer struct{ Block, TunnelIP, IP, MAC string }

// VXLAN is the overlay as it must be on this machine.
type VXLAN struct {
	Uplink    Link
	IP        string
	MAC       string
	TunnelIP  string
	OwnBlocks []string
	Peers     []Peer
}

func (v VXLAN) mtu() int { return v.Uplink.MTU - 50 }

// apply makes the device, neighbours, forwarding entries and routes, and removes routes of Calico's
// that lead nowhere any more: whatever is on its device, and blackholes of protocol 80.
func (v VXLAN) apply() error {
	var lines []string
	if !exists(tunnel) {
		lines = append(lines, fmt.Sprintf("link add %s address %s mtu %d type vxlan id 4096 local %s dev %s dstport 4789 nolearning",
			tunnel, v.MAC, v.mtu(), v.IP, v.Uplink.Name))
	}
	lines = append(lines,
		fmt.Sprintf("link set %s up", tunnel),
		fmt.Sprintf("address replace %s/32 dev %s", v.TunnelIP, tunnel))
	var wanted []string
	for _, block := range v.OwnBlocks {
		lines = append(lines, fmt.Sprintf("route replace blackhole %s proto 80", block))
		wanted = append(wanted, block)
	}
	for _, peer := range v.Peers {
		lines = append(lines,
			fmt.Sprintf("neighbor replace %s lladdr %s dev %s nud permanent", peer.TunnelIP, peer.MAC, tunnel),
			fmt.Sprintf("route replace %s via %s dev %s onlink mtu %d", peer.Block, peer.TunnelIP, tunnel, v.mtu()))
		wanted = append(wanted, peer.Block)
	}
	if err := ipBatch(lines); err != nil {
		return err
	}
	if err := v.forward(); err != nil {
		return err
	}
	return removeRoutes(func(route Route) bool {
		ours := route.Device == tunnel || (route.Type == "blackhole" && route.Protocol == "80")
		return ours && !slices.Contains(wanted, route.Destination)
	})
}

func (v VXLAN) forward() error {
	var lines []string
	for _, peer := range v.Peers {
		lines = append(lines, fmt.Sprintf("fdb replace %s dev %s dst %s self permanent", peer.MAC, tunnel, peer.IP))
	}
	_, err := machine.run(strings.Join(lines, "\n")+"\n", "bridge", "-force", "-batch", "-")
	return err
}

// Route is a route of the main table as `ip -json route` shows it.
type Route struct {
	Type        string `json:"type"`
	Destination string `json:"dst"`
	Device      string `json:"dev"`
	Protocol    string `json:"protocol"`
}

func removeRoutes(unwanted func(Route) bool) error {
	text, err := machine.run("", "ip", "-json", "-4", "-details", "route", "show")
	if err != nil {
		return err
	}
	var routes []Route
	if err := json.Unmarshal([]byte(text), &routes); err != nil {
		return err
	}
	var lines []string
	for _, route := range routes {
		if unwanted(route) {
			lines = append(lines, strings.TrimSpace("route del "+blackhole(route)+route.Destination))
		}
	}
	return ipBatch(lines)
}

func blackhole(route Route) string {
	if route.Type == "blackhole" {
		return "blackhole "
	}
	return ""
}
