# ---- Calico: what is its own, and how that is known ----------------------------------------------
#
# By name, where the name is Felix's, the CNI plugin's or the installer's alone (projectcalico/calico: felix/rules,
# felix/ipsets, cni-plugin); by Felix's mark in a rule's comment, "cali:" and a hash of 16 characters
# (felix/iptables/rules.go); by routing protocol: 80 is Felix's, 12 BIRD's, which counts inside of Calico's pools. What only has "cali" in its name, in its
# comment or in its neighbourhood stays.

# A pod's device is "cali" and 11 hexadecimal digits; the others are fixed.
calico_links='^(cali[0-9a-f]{11}|vxlan\.calico|vxlan-v6\.calico|wireguard\.cali|wg-v6\.cali|bpfin\.cali|bpfout\.cali)$'

# cali40… and cali60…; temporary ones cali4t0, cali6t0, ….
calico_sets='^cali[46](0|t[0-9])'

calico_chains='^cali-'

calico_tables='ip calico
ip6 calico
arp calico
arp calico-arp'

calico_files='/etc/cni/net.d/10-calico.conflist
/etc/cni/net.d/10-canal.conflist
/etc/cni/net.d/calico-kubeconfig
/etc/cni/net.d/calico-tls
/opt/cni/bin/calico
/opt/cni/bin/calico-ipam
/var/lib/calico
/var/run/calico
/var/log/calico
/var/run/nodeagent
/var/lib/cni/networks/k8s-pod-network'

# For awk: whether a rule is Calico's. Comments are taken out before chains are looked for: someone else's may well say
# "-j cali-FORWARD".
calico_rule='
  BEGIN { c = "[A-Za-z0-9_-]"; c = c c c c; felix = " --comment \"cali:" c c c c "\"( |$)" }
  function own(rule,  bare) {
    if (rule ~ felix) return 1
    bare = rule
    gsub(/"([^"\\]|\\.)*"/, "\"\"", bare)
    return bare ~ / -[jg] cali-/
  }'

# A BIRD that Calico started has Calico's folders in its arguments.
calico_bird_runs() {
  for process in $(processes_here 'bird6?'); do
    if tr '\0' ' ' <"/proc/$process/cmdline" 2>/dev/null | grep -q calico; then return 0; fi
  done
  return 1
}

# A running Calico puts back what is removed.
calico_runs() { runs_here 'calico|calico-node' || calico_bird_runs; }

# calico_pools FAMILY: address pools of Calico, by Felix's sets of them: ipset's, and nft's where its rules are there.
calico_pools() {
  if [ "$1" = 4 ]; then nft_family=ip; else nft_family=ip6; fi
  for set in "cali${1}0all-ipam-pools" "cali${1}0masq-ipam-pools"; do
    if [ -n "$(lines "$sets" "^$set\$")" ]; then ipset save "$set" | awk '$1 == "add" { print $3 }'; fi
    nft list set "$nft_family" calico "$set" 2>/dev/null | grep -oE '[0-9a-f.:]+/[0-9]+' || :
  done | sort -u
}

# calico_routes FAMILY: in all tables, Felix's, and BIRD's inside of Calico's pools: others run a BIRD too. Those of
# Calico's devices go with the devices. The sets are the evidence for BIRD's, and go after them.
calico_routes() {
  ip "-$1" route show table all proto 80 || return 1
  for pool in $(calico_pools "$1"); do
    ip "-$1" route show table all root "$pool" proto 12 || return 1
  done
}

# undecided_routes FAMILY: BIRD's elsewhere, while no BIRD runs: Calico's may have learned them of its peers, or another
# BIRD have left them that starts again in a moment. They stay.
undecided_routes() {
  if runs_here 'bird6?'; then return 0; fi
  theirs=$(calico_routes "$1") || return 1
  routes=$(ip "-$1" route show table all proto 12) || return 1
  printf '%s\n' "$routes" | grep -vxF -- "$theirs" || [ $? = 1 ]
}

# calico_ip_rules FAMILY: Felix's rule for WireGuard, "not from all fwmark M/M lookup T" at priority 99, T in 1-250
# (felix/wireguard, routerule.go), told as "M T"; while its device or its routes are there, for a rule alone is no
# evidence. Hence it goes before them.
calico_ip_rules() {
  ip "-$1" rule show | sed -n 's/^99:.*not from all fwmark \(0x[0-9a-fx/]*\) lookup \([0-9]\{1,3\}\).*/\1 \2/p' |
    while read -r mark table; do
      if [ "$table" -le 250 ] && { [ -n "$(lines "$links" '^(wireguard|wg-v6)\.cali$')" ] ||
        [ -n "$(ip "-$1" route show table "$table" proto 80 2>/dev/null)" ]; }; then
        echo "$mark $table"
      fi
    done
}

# calico_addresses: on tunl0, if Calico tunnels by IPIP, known by its routes or its set. The device is the kernel's own:
# it comes with the module, cannot be deleted, and unloading the module would take other people's tunnels too.
calico_addresses() {
  [ -n "$(lines "$links" '^tunl0$')" ] || return 0
  if calico_routes 4 | grep -q ' dev tunl0 ' || [ -n "$(lines "$sets" '^cali40all-hosts')" ]; then
    ip -4 -o addr show dev tunl0 | awk '{ print $4 }'
  fi
}

# Maps and programs are called cali_…; programs on a device are called after it (felix/bpf/bpfdefs).
calico_pins() {
  [ -d /sys/fs/bpf ] || return 0
  find /sys/fs/bpf -mindepth 1 \( -name 'cali_*' -o -name calico -o -name 'cali???????????_ingress' \
    -o -name 'cali???????????_egress' \) -prune -print
}

# list_calico: OWNER, KIND and NAME of everything that is there, a line each, with tabs between. After look.
list_calico() {
  list_rules calico "$calico_rule" "$calico_chains" || return 1
  lines "$sets" "$calico_sets" | tagged calico ipset
  known_tables "$calico_tables" | tagged calico nft-table
  lines "$links" "$calico_links" | tagged calico link
  for family in 4 6; do
    routes=$(calico_routes "$family") || return 1
    printf '%s\n' "$routes" | tagged calico route
    calico_ip_rules "$family" | tagged calico ip-rule
  done
  calico_addresses | tagged calico address
  calico_pins | tagged calico bpf-pin
  printf '%s\n' "$calico_files" | present | tagged calico file
  present_like /var/lib/cni/results 'k8s-pod-network-*' | tagged calico file
}
