package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// worker is the genuine worker: its rules as it saved them, without counters, and its pods.
func worker(t *testing.T) (string, RuleSet) {
	t.Helper()
	text, err := os.ReadFile(genuine + "w1/iptables-save.txt")
	if err != nil {
		t.Fatal(err)
	}
	saved := regexp.MustCompile(`(?m)^\[\d+:\d+] `).ReplaceAllString(string(text), "")
	return saved, RuleSet{"4", true, []Workload{
		{"default", "web-5946df76b-q94gm", "default", "cali284aa63a67b", "192.168.190.65"},
		{"default", "web-5946df76b-rpptn", "default", "cali8358f6cd78e", "192.168.190.66"},
	}}
}

func changesIn(saved string, set RuleSet) map[string][]string {
	changes := map[string][]string{}
	present := parseSaved(saved)
	for _, table := range set.tables() {
		if lines := table.changes(present[table.Name]); len(lines) > 0 {
			changes[table.Name] = lines
		}
	}
	return changes
}

func TestShouldChangeNothingWhenAllRulesStand(t *testing.T) {
	// given
	saved, set := worker(t)

	// when
	changes := changesIn(saved, set)

	// then
	if len(changes) != 0 {
		t.Errorf("got %v", changes)
	}
}

func TestShouldReturnToTheTopWhenSomebodyGotAhead(t *testing.T) {
	// given
	saved, set := worker(t)
	first := `-A INPUT -m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT`
	saved = strings.Replace(saved, first, "-A INPUT -j ACCEPT\n"+first, 1)

	// when
	changes := changesIn(saved, set)

	// then
	want := []string{
		`-D INPUT -m comment --comment "cali:Cz_u1IQiXIMmKD4c" -j cali-INPUT`,
		`-I INPUT 1 -m comment --comment "cali:Cz_u1IQiXIMmKD4c" --jump cali-INPUT`,
	}
	if len(changes) != 1 || !slices.Equal(changes["filter"], want) {
		t.Errorf("got %v", changes)
	}
}

func TestShouldWriteAChainAnewWhenARuleIsMissing(t *testing.T) {
	// given
	saved, set := worker(t)
	lost := regexp.MustCompile(`(?m)^-A cali-nat-outgoing .*\n`)
	saved = lost.ReplaceAllString(saved, "")

	// when
	changes := changesIn(saved, set)

	// then
	lines := changes["nat"]
	if len(changes) != 1 || len(lines) != 2 || lines[0] != ":cali-nat-outgoing - [0:0]" ||
		!strings.HasPrefix(lines[1], `-A cali-nat-outgoing -m comment --comment "cali:W_qq_N2KSTWyCvrX" `) {
		t.Errorf("got %v", changes)
	}
}

func TestShouldRemoveThePodsChainsWhenItIsGone(t *testing.T) {
	// given
	saved, set := worker(t)
	set.Workloads = set.Workloads[:1]

	// when
	lines := changesIn(saved, set)["filter"]

	// then
	for _, chain := range []string{"cali-fw-cali8358f6cd78e", "cali-tw-cali8358f6cd78e"} {
		emptied, removed := slices.Index(lines, ":"+chain+" - [0:0]"), slices.Index(lines, "-X "+chain)
		if emptied < 0 || removed < emptied {
			t.Errorf("%s is not emptied, then removed: %v", chain, lines)
		}
	}
}
