package main

import (
	"maps"
	"slices"
	"strings"
)

// Set is one ipset that rules refer to.
type Set struct {
	Name, Kind, Inet string
	Members          []string
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// wantedSets are Calico's sets of one family. Pools, addresses and peers are those of that family.
func wantedSets(family string, locals []string, pools []IPPool, vxlanPeers []string) []Set {
	var all, masqueraded []string
	for _, pool := range pools {
		if strings.Contains(pool.Spec.CIDR, ":") != (family == "6") {
			continue
		}
		all = append(all, pool.Spec.CIDR)
		if pool.Spec.NATOutgoing {
			masqueraded = append(masqueraded, pool.Spec.CIDR)
		}
	}
	inet := "inet"
	if family == "6" {
		inet = "inet6"
	}
	name := "cali" + family + "0"
	sets := []Set{
		{name + "this-host", "hash:ip", inet, locals},
		{name + "network-ip-pools", "hash:net", inet, all},
		{name + "masq-ipam-pools", "hash:net", inet, masqueraded},
		{name + "dscp-src-net", "hash:net", inet, nil},
	}
	if vxlanPeers != nil {
		sets = append(sets, Set{name + "all-vxlan-net", "hash:net", inet, vxlanPeers})
	}
	return sets
}

// applySets makes the sets that are missing, and adds and removes members where they differ.
func applySets(sets []Set) error {
	saved, err := machine.run("", "ipset", "save")
	if err != nil {
		return err
	}
	present := map[string][]string{}
	for line := range strings.Lines(saved) {
		words := strings.Fields(line)
		switch words[0] {
		case "create":
			present[words[1]] = []string{}
		case "add":
			present[words[1]] = append(present[words[1]], words[2])
		}
	}
	var script strings.Builder
	for _, set := range sets {
		members, exists := present[set.Name]
		if !exists {
			script.WriteString("create " + set.Name + " " + set.Kind + " family " + set.Inet + " maxelem 1048576\n")
		}
		for _, member := range set.Members {
			if !slices.Contains(members, member) {
				script.WriteString("add " + set.Name + " " + member + "\n")
			}
		}
		for _, member := range members {
			if !slices.Contains(set.Members, member) {
				script.WriteString("del " + set.Name + " " + member + "\n")
			}
		}
	}
	if script.Len() == 0 {
		return nil
	}
	_, err = machine.run(script.String(), "ipset", "-exist", "restore")
	return err
}
