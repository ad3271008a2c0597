package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"slices"
	"strings"
	"text/template"
)

//go:embed rules.tmpl
var rulesText string

var rulesTemplate = template.Must(template.New("rules").Funcs(template.FuncMap{
	"chain":  limitedChain,
	"accept": profileAction,
}).Parse(rulesText))

// Workload is a pod with an interface of its own on this machine.
type Workload struct {
	Namespace, Name, ServiceAccount string
	Interface                       string
	IP                              string
}

// Profiles allow everything for their namespace (kns); a service account's (ksa) says nothing.
func (w Workload) Profiles() []string {
	return []string{"kns." + w.Namespace, "ksa." + w.Namespace + "." + w.ServiceAccount}
}

// RuleSet is what the rules of a machine depend on. VXLAN only with family "4".
type RuleSet struct {
	Family    string // "4" or "6"
	VXLAN     bool
	Workloads []Workload
}

func (s RuleSet) Profiles() []string {
	var names []string
	for _, workload := range s.Workloads {
		names = append(names, workload.Profiles()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// limitedChain is prefix and name, or a hash of the name where that exceeds the kernel's 28 characters.
func limitedChain(prefix, name string) string {
	if len(prefix+name) <= 28 {
		return prefix + name
	}
	sum := sha256.Sum256([]byte(name))
	return prefix + "_" + base64.RawURLEncoding.EncodeToString(sum[:])[:28-len(prefix)-1]
}

func profileAction(profile string) string {
	if strings.HasPrefix(profile, "kns.") {
		return "--jump MARK --set-mark 0x10000/0x10000"
	}
	return ""
}

// Rule is one rule as Felix would have it: the hash goes into its comment.
type Rule struct {
	Hash string
	Text string
}

// Table is what one table must hold. Order is the chains' own, in the order of their first mention.
type Table struct {
	Name     string
	Order    []string
	Chains   map[string][]Rule
	Inserted map[string][]Rule // kernel chain → rules at its top
	Appended map[string][]Rule // kernel chain → rules at its end
}

func (s RuleSet) tables() []Table {
	var text bytes.Buffer
	if err := rulesTemplate.Execute(&text, s); err != nil {
		panic(err) // the template and the data are both ours
	}
	var tables []Table
	for line := range strings.Lines(text.String()) {
		line = strings.TrimSpace(line)
		if name, isTable := strings.CutPrefix(line, "*"); isTable {
			tables = append(tables, Table{name, nil, map[string][]Rule{}, map[string][]Rule{}, map[string][]Rule{}})
		} else if line != "" {
			tables[len(tables)-1].add(line)
		}
	}
	for _, table := range tables {
		table.hash()
	}
	return tables
}

func (t *Table) add(line string) {
	place := t.Chains
	if rest, ok := strings.CutPrefix(line, "^ "); ok {
		place, line = t.Inserted, rest
	} else if rest, ok := strings.CutPrefix(line, "$ "); ok {
		place, line = t.Appended, rest
	}
	chain, rule, hasRule := strings.Cut(line, " ")
	if _, known := t.Chains[chain]; !known && strings.HasPrefix(chain, "cali-") {
		t.Order = append(t.Order, chain)
		t.Chains[chain] = nil
	}
	if hasRule {
		place[chain] = append(place[chain], Rule{Text: rule})
	}
}

func (t *Table) hash() {
	for chain, rules := range t.Chains {
		hashRules(chain, rules)
	}
	for chain, rules := range t.Inserted {
		hashRules(chain, rules)
	}
	for chain, rules := range t.Appended {
		hashRules(chain+"*appends*", rules)
	}
}

// hashRules numbers rules as Felix does: each hash covers the chain's name, the rule, and the hashes
// before it, so that it changes with the rule's place.
func hashRules(chain string, rules []Rule) {
	sum := sha256.Sum224([]byte(chain))
	for n := range rules {
		covered := strings.TrimSpace("-A " + chain + " HASH " + rules[n].Text)
		sum = sha256.Sum224(append(sum[:], covered...))
		rules[n].Hash = base64.RawURLEncoding.EncodeToString(sum[:])[:16]
	}
}
