package main

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

const genuine = "../../src/test/resources/calico-node/"

// The comments of a genuine node are hashes over its rules: whoever gets them right has the same rules.
func hashesOf(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(genuine + file)
	if err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for _, found := range regexp.MustCompile(`--comment "cali:([^"]{16})"`).FindAllSubmatch(text, -1) {
		hashes = append(hashes, string(found[1]))
	}
	slices.Sort(hashes)
	return hashes
}

func allHashes(set RuleSet) []string {
	var hashes []string
	for _, table := range set.tables() {
		for _, place := range []map[string][]Rule{table.Chains, table.Inserted, table.Appended} {
			for _, rules := range place {
				for _, rule := range rules {
					hashes = append(hashes, rule.Hash)
				}
			}
		}
	}
	slices.Sort(hashes)
	return hashes
}

func expectSame(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%d rules, %d on the genuine node\ngot  %v\nwant %v", len(got), len(want), got, want)
	}
}

func TestShouldHaveTheRulesOfAGenuineWorkerWhenInVXLANMode(t *testing.T) {
	// given
	want := hashesOf(t, "w1/iptables-save.txt")

	// when
	got := allHashes(RuleSet{"4", true, []Workload{
		{"default", "web-5946df76b-q94gm", "default", "cali284aa63a67b", "192.168.190.65"},
		{"default", "web-5946df76b-rpptn", "default", "cali8358f6cd78e", "192.168.190.66"},
	}})

	// then
	expectSame(t, got, want)
}

func TestShouldHaveTheRulesOfAGenuineControlPlaneWhenInBGPMode(t *testing.T) {
	// given
	want := hashesOf(t, "m1-bgp-bridged/iptables-save.txt")

	// when
	got := allHashes(RuleSet{"4", false, []Workload{
		{"kube-system", "calico-kube-controllers-57464d94dd-tcjhq", "calico-kube-controllers", "cali3520fd991b4", "192.168.202.0"},
		{"default", "echo-vxt99", "default", "cali905327e0603", "192.168.202.1"},
	}})

	// then
	expectSame(t, got, want)
}
