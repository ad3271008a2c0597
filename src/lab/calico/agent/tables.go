package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// Back ends of the machine's iptables, as its tools are called.
var backends = map[string]string{
	"nft": "tables-nft", "legacy": "tables-legacy",
}

// applyRules brings one back end of one family to what is wanted: chains that differ are written anew,
// jumps return to the top of their kernel chain, chains that nobody wants any more go. Rules of others
// are not touched.
func applyRules(backend string, set RuleSet) error {
	tool := "ip" + backends[backend]
	if set.Family == "6" {
		tool = "ip6" + backends[backend]
	}
	saved, err := machine.run("", tool+"-save")
	if err != nil {
		return err
	}
	present := parseSaved(saved)
	var script strings.Builder
	for _, table := range set.tables() {
		if lines := table.changes(present[table.Name]); len(lines) > 0 {
			script.WriteString("*" + table.Name + "\n" + strings.Join(lines, "\n") + "\nCOMMIT\n")
		}
	}
	if script.Len() == 0 {
		return nil
	}
	if _, err = machine.run(script.String(), tool+"-restore", "--noflush", "--wait", "10"); err != nil {
		return errors.Join(err, errors.New(script.String()))
	}
	return nil
}

// SavedRule is a rule as iptables-save prints it; Hash is empty if it is not Calico's.
type SavedRule struct{ Hash, Text string }

// Saved holds table → chain → rules.
type Saved map[string]map[string][]SavedRule

var feltHash = regexp.MustCompile(`--comment "?cali:([\w-]{16})`)

func parseSaved(text string) Saved {
	saved, table := Saved{}, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "*"):
			table = line[1:]
			saved[table] = map[string][]SavedRule{}
		case strings.HasPrefix(line, ":"):
			saved[table][strings.Fields(line[1:])[0]] = nil
		case strings.HasPrefix(line, "-A "):
			chain := strings.Fields(line)[1]
			rule := SavedRule{Text: strings.TrimPrefix(line, "-A ")}
			if found := feltHash.FindStringSubmatch(line); found != nil {
				rule.Hash = found[1]
			}
			saved[table][chain] = append(saved[table][chain], rule)
		}
	}
	return saved
}

// changes are the lines for iptables-restore --noflush that lead from what is present to the table.
func (t Table) changes(present map[string][]SavedRule) []string {
	var lines, rest []string
	for _, chain := range t.Order {
		rules, exists := present[chain]
		if exists && sameHashes(rules, t.Chains[chain]) {
			continue
		}
		lines = append(lines, ":"+chain+" - [0:0]") // made, or emptied
		for _, rule := range t.Chains[chain] {
			rest = append(rest, "-A "+chain+" "+rule.commented())
		}
	}
	rest = append(rest, t.kernelChains(present)...)
	for _, chain := range sortedKeys(present) {
		if _, wanted := t.Chains[chain]; !wanted && strings.HasPrefix(chain, "cali-") {
			lines = append(lines, ":"+chain+" - [0:0]")
			rest = append(rest, "-X "+chain)
		}
	}
	return append(lines, rest...)
}

// kernelChains puts Calico's own rules in the kernel's chains right, all of a chain's or none.
func (t Table) kernelChains(present map[string][]SavedRule) []string {
	var lines []string
	for _, chain := range []string{"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"} {
		top, end := t.Inserted[chain], t.Appended[chain]
		var ours []SavedRule
		for _, rule := range present[chain] {
			if rule.Hash != "" {
				ours = append(ours, rule)
			}
		}
		leads := len(present[chain]) >= len(top) && sameHashes(present[chain][:len(top)], top)
		if leads && sameHashes(ours, slices.Concat(top, end)) {
			continue
		}
		for _, rule := range ours {
			lines = append(lines, "-D "+rule.Text)
		}
		for _, rule := range slices.Backward(top) {
			lines = append(lines, "-I "+chain+" 1 "+rule.commented())
		}
		for _, rule := range end {
			lines = append(lines, "-A "+chain+" "+rule.commented())
		}
	}
	return lines
}

func (r Rule) commented() string {
	return `-m comment --comment "cali:` + r.Hash + `" ` + r.Text
}

func sameHashes(present []SavedRule, wanted []Rule) bool {
	return slices.EqualFunc(present, wanted, func(p SavedRule, w Rule) bool { return p.Hash == w.Hash })
}
