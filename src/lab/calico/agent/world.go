package main

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// World is what the cluster says, read anew for each pass.
type World struct {
	node       string
	nodes      []Node
	pools      []IPPool
	affinities []BlockAffinity
	pods       []Pod
}

func podsOf(node string) string {
	return "/api/v1/pods?fieldSelector=" + url.QueryEscape("spec.nodeName="+node)
}

func readWorld(kube *Kube, node string) (World, error) {
	world := World{node: node}
	var nodes List[Node]
	var pools List[IPPool]
	var affinities List[BlockAffinity]
	var pods List[Pod]
	for path, list := range map[string]any{
		"/api/v1/nodes": &nodes, crds + "ippools": &pools, crds + "blockaffinities": &affinities, podsOf(node): &pods,
	} {
		if err := kube.get(path, list); err != nil {
			return world, err
		}
	}
	world.nodes, world.pools, world.affinities, world.pods = nodes.Items, pools.Items, affinities.Items, pods.Items
	return world, nil
}

// self is this machine's Node; without a name if it has none at the moment.
func (w World) self() Node {
	for _, node := range w.nodes {
		if node.Metadata.Name == w.node {
			return node
		}
	}
	return Node{}
}

// others are the nodes that are Calico's and have published an address.
func (w World) others() []Node {
	var others []Node
	for _, node := range w.nodes {
		if node.Metadata.Name != w.node && node.address() != "" {
			others = append(others, node)
		}
	}
	return others
}

func (w World) blocksOf(node string) []string {
	var blocks []string
	for _, affinity := range w.affinities {
		if affinity.Spec.Node == node && affinity.confirmed() {
			blocks = append(blocks, affinity.Spec.CIDR)
		}
	}
	slices.Sort(blocks)
	return blocks
}

// vxlanPeers are the blocks behind the others' tunnels.
func (w World) vxlanPeers() []Peer {
	var peers []Peer
	for _, node := range w.others() {
		for _, block := range w.blocksOf(node.Metadata.Name) {
			if node.tunnelIP() != "" {
				peers = append(peers, Peer{block, node.tunnelIP(), node.ip(), tunnelMAC(node.Metadata.Name)})
			}
		}
	}
	return peers
}

// workloads are this machine's pods that have an address out of a pool.
func (w World) workloads() []Workload {
	var workloads []Workload
	for _, pod := range w.pods {
		over := pod.Status.Phase == "Succeeded" || pod.Status.Phase == "Failed"
		if pod.Spec.HostNetwork || over || !w.fromPool(pod.ip()) {
			continue
		}
		namespace, name := pod.Metadata.Namespace, pod.Metadata.Name
		workloads = append(workloads, Workload{namespace, name, pod.Spec.ServiceAccountName, interfaceFor(namespace, name), pod.ip()})
	}
	slices.SortFunc(workloads, func(a, b Workload) int { return strings.Compare(a.Interface, b.Interface) })
	return workloads
}

func (w World) fromPool(address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && slices.ContainsFunc(w.pools, func(pool IPPool) bool {
		prefix, err := netip.ParsePrefix(pool.Spec.CIDR)
		return err == nil && !pool.Spec.Disabled && prefix.Contains(ip)
	})
}

func prefixless(address string) string {
	ip, _, _ := strings.Cut(address, "/")
	return ip
}
