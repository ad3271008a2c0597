#!/bin/sh
# remove-flannel: takes away what Flannel left on this machine, on the way back to Calico. Whatever is not Flannel's by
# evidence stays; lib/flannel.sh says what evidence is.
#
# stdout: nothing. stderr: what goes. The rules before and after are kept in /var/lib/restitch/rules.
# Can run twice, and again after it was killed anywhere.
# Fails with 11 while flanneld or a pod of its runs, and with 10 on a machine with canal, which is Flannel with Calico.

[#include "lib/common.sh"]
[#include "lib/machine.sh"]
[#include "lib/rules.sh"]
[#include "lib/flannel.sh"]
[#include "lib/apply.sh"]
[#include "lib/removal.sh"]
need_tools
if [ -e /etc/cni/net.d/10-canal.conflist ]; then quit 10 "this machine runs canal, and its Flannel is needed: leave it"; fi
if flannel_runs; then quit 11 "flanneld still runs on this machine: wait until its pod is gone"; fi
begin_removal Flannel list_flannel

bridge=$(flannel_bridge)
if [ -n "$bridge" ]; then
  pods=$(ip -o link show master "$bridge")
  [ -z "$pods" ] || quit 11 "pods are still connected to $bridge: wait until they have been replaced"
fi

folder=$(new_folder)
drop_rules "$flannel_rule" "$flannel_chains" "$folder" || quit 1 "Flannel's rules are not gone: see the lines before"
drop_tables "$flannel_tables
$(flannel_policy_table)" || quit 1 "Flannel's nft tables are not gone: see the line before"
# Before the files: they are the evidence for the bridge.
drop_links "$bridge $(lines "$links" "$flannel_links")" || quit 1 "a device of Flannel's cannot be deleted"
{ present_like /var/lib/cni/results 'cbr0-*'; printf '%s\n' "$flannel_files"; } | drop_files ||
  quit 1 "a file of Flannel's cannot be deleted: see the line before"

end_removal Flannel list_flannel "$folder"
