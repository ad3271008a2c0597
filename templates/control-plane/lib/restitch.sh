# ---- restitch's own: what it has put on this machine ---------------------------------------------

restitch_rule='function own(rule) { return rule ~ / --comment "?restitch"?( |$)/ }'

# restitch_ip_rules FAMILY: the bridge's (templates/bridge/agent.sh) and the probe's (templates/probe/agent.sh), by their
# tables; one of the bridge's leads to the main table, and is known by its number and its shape.
restitch_ip_rules() {
  ip "-$1" rule show | tr '\t' ' ' | sed 's/ *$//' |
    grep -E '^[0-9]+: .* lookup 4242$|^32702: .* lookup 4243$|^32700: .* lookup main suppress_prefixlength [0-9]+$' || [ $? = 1 ]
}

# restitch_routes: those of the bridge's table that lead nowhere; all others go with its device.
restitch_routes() {
  ip -4 route show table all proto 242 | grep -E '^throw .* table 4242( |$)' || [ $? = 1 ]
}

# restitch_links: the bridge's device, and the probe's, which is known by its number as well.
restitch_links() {
  lines "$links" '^cni-restitch$'
  case $(ip -d -o link show dev cni-probe 2>/dev/null) in *" vxlan id 4243 "*) echo cni-probe ;; esac
}

# restitch_files: the bridge's folder is there, and empty, from its first pod to the next boot.
restitch_files() {
  printf '%s\n' /etc/kubernetes/restitch-backup "$home" /run/restitch-join.yaml | present
  [ -z "$(present_like /run/restitch-bridge '*')" ] || echo /run/restitch-bridge
}

# list_restitch, as list_calico. After look.
list_restitch() {
  list_rules restitch "$restitch_rule" '^RESTITCH-' || return 1
  restitch_links | tagged restitch link
  for family in 4 6; do
    restitch_ip_rules "$family" | tagged restitch ip-rule
  done
  restitch_routes | tagged restitch route
  restitch_files | tagged restitch file
}
