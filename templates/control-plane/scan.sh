#!/bin/sh
# scan: lists what pod networks left on this machine, a control plane or a worker. Changes nothing.
#
# stdout: {"leftovers": [{"owner": "calico", "kind": "ipset", "name": "cali40this-host"}, …]}
#   owner  calico, flannel, restitch (its bridge and its files), or undecided: routes of a BIRD that may have been Calico's
#   kind   chain, rule (in a chain that is not the owner's), ipset, nft-table, link, route, ip-rule, address, bpf-pin, file
# stderr: nothing, unless something cannot be seen; then it fails, for what cannot be seen cannot be called clean.

[#include "lib/common.sh"]
[#include "lib/machine.sh"]
[#include "lib/rules.sh"]
[#include "lib/calico.sh"]
[#include "lib/flannel.sh"]
[#include "lib/restitch.sh"]
need_tools
look || quit 1 "this machine cannot be looked at completely: see the line before"
{
  calico=$(list_calico) && flannel=$(list_flannel) && restitch=$(list_restitch) &&
    undecided=$(undecided_routes 4 && undecided_routes 6)
} ||
  quit 1 "this machine cannot be looked at completely: see the line before"

undecided=$(printf '%s\n' "$undecided" | tagged undecided route)
printf '%s\n%s\n%s\n%s\n' "$calico" "$flannel" "$restitch" "$undecided" | sed 's/\\/\\\\/g; s/"/\\"/g' | awk -F'\t' '
  BEGIN { printf "{\"leftovers\": [" }
  NF > 2 { printf "%s\n  {\"owner\": \"%s\", \"kind\": \"%s\", \"name\": \"%s\"}", (n++ ? "," : ""), $1, $2, $3 }
  END { print (n ? "\n" : "") "]}" }'
