# ---- Flannel: what is its own, and how that is known ---------------------------------------------
#
# flannel-io/flannel pkg/backend/vxlan, pkg/trafficmngr; flannel-io/cni-plugin.

flannel_links='^flannel(-v6)?\.1$'

flannel_chains='^FLANNEL-(POSTRTG|FWD)$'

flannel_tables='ip flannel-ipv4
ip6 flannel-ipv6'

# kube-network-policies, which Flannel may have beside it, leaves its table when it ends: packets that nobody waits for
# pass (kubernetes-sigs/kube-network-policies, pkg/dataplane, Shutdown).
flannel_policies='inet kube-network-policies'

flannel_files='/etc/cni/net.d/10-flannel.conflist
/opt/cni/bin/flannel
/run/flannel
/var/lib/cni/flannel
/var/lib/cni/networks/cbr0'

flannel_rule='
  function own(rule,  bare) {
    bare = rule
    gsub(/"([^"\\]|\\.)*"/, "\"\"", bare)
    return bare ~ / -[jg] FLANNEL-(POSTRTG|FWD)( |$)/
  }'

flannel_runs() { runs_here flanneld; }

# flannel_subnet: the address of cni0, which flanneld writes for the CNI plugin when it starts (flannel pkg/subnet,
# WriteSubnetFile).
flannel_subnet() { sed -n 's/^FLANNEL_SUBNET=\([0-9.]*\/[0-9]*\)$/\1/p' /run/flannel/subnet.env 2>/dev/null || :; }

# flannel_bridge: cni0, which others call their bridge too: it is Flannel's if it has the address of Flannel's subnet, or
# if host-local keeps addresses of the network that Flannel's configuration names.
flannel_bridge() {
  [ -n "$(lines "$links" '^cni0$')" ] || return 0
  subnet=$(flannel_subnet)
  if [ -d /var/lib/cni/networks/cbr0 ] ||
    { [ -n "$subnet" ] && ip -o addr show dev cni0 | grep -qF " $subnet "; }; then
    echo cni0
  fi
}

# flannel_policy_table: the table, if Flannel was here and nobody uses it.
flannel_policy_table() {
  [ -e /run/flannel ] || [ -e /opt/cni/bin/flannel ] || return 0
  policies=$(known_tables "$flannel_policies")
  [ -z "$policies" ] || runs_here netpol || printf '%s\n' "$policies"
}

# list_flannel: as list_calico. After look.
list_flannel() {
  list_rules flannel "$flannel_rule" "$flannel_chains" || return 1
  { known_tables "$flannel_tables"; flannel_policy_table; } | tagged flannel nft-table
  lines "$links" "$flannel_links" | tagged flannel link
  flannel_bridge | tagged flannel link
  printf '%s\n' "$flannel_files" | present | tagged flannel file
  present_like /var/lib/cni/results 'cbr0-*' | tagged flannel file
}
