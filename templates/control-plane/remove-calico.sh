#!/bin/sh
# remove-calico: takes away what Calico left on this machine: rules, sets, tables, devices, routes, files. Whatever is
# not Calico's by evidence stays, byte for byte; lib/calico.sh says what evidence is.
#
# stdout: nothing. stderr: what goes. The rules before and after are kept in /var/lib/restitch/rules.
# Can run twice, and again after it was killed anywhere: each time it looks first. Things go in an order in which what
# proves that something is Calico's goes after it, and nothing is taken away that is still in use.
# Fails with 11 while Calico's agent or BIRD runs: it would put everything back.

[#include "lib/common.sh"]
[#include "lib/machine.sh"]
[#include "lib/rules.sh"]
[#include "lib/calico.sh"]
[#include "lib/apply.sh"]
[#include "lib/removal.sh"]
need_tools
if calico_runs; then quit 11 "Calico still runs on this machine and would put everything back: wait until its pods are gone"; fi
begin_removal Calico list_calico
printf '%s\n' "$found" | awk -F'\t' '{ n[$2]++ } END { for (kind in n) print "found " n[kind] " of kind " kind }' >&2

# WireGuard's rule first: its device and its routes are the evidence for it.
for family in 4 6; do
  calico_ip_rules "$family" | while read -r mark table; do
    ip "-$family" rule delete not from all fwmark "$mark" lookup "$table" priority 99 || exit 1
  done || quit 1 "an ip rule of Calico's cannot be deleted: see the line before"
done
calico_addresses | while read -r address; do
  ip addr delete "$address" dev tunl0 || exit 1
done || quit 1 "an address of Calico's on tunl0 cannot be deleted: see the line before"
# Before the sets, which tell Calico's pools.
for family in 4 6; do
  ip "-$family" route flush table all proto 80 || quit 1 "routes of protocol 80 cannot be deleted"
  for pool in $(calico_pools "$family"); do
    ip "-$family" route flush table all root "$pool" proto 12 || quit 1 "BIRD's routes in $pool cannot be deleted"
  done
done

folder=$(new_folder)
drop_rules "$calico_rule" "$calico_chains" "$folder" || quit 1 "Calico's rules are not gone: see the lines before"
drop_sets "$calico_sets" || quit 10 "Calico's sets are not gone: take what uses them away, it is not Calico's"
drop_tables "$calico_tables" || quit 1 "Calico's nft tables are not gone: see the line before"

drop_links "$(lines "$links" "$calico_links")" || quit 1 "a device of Calico's cannot be deleted: see the line before"

calico_pins | drop_files || quit 1 "a BPF pin of Calico's cannot be deleted: see the line before"
# Felix mounts a cgroup file system in here.
if grep -q ' /run/calico/cgroup ' /proc/mounts; then
  umount /run/calico/cgroup || quit 1 "/run/calico/cgroup cannot be unmounted: see what uses it (fuser -m)"
fi
{ present_like /var/lib/cni/results 'k8s-pod-network-*'; printf '%s\n' "$calico_files"; } | drop_files ||
  quit 1 "a file of Calico's cannot be deleted: see the line before"

end_removal Calico list_calico "$folder"
for family in 4 6; do
  undecided_routes "$family" | awk 'NF { print "stays, for nothing tells whose it is, a route of BIRD: " $0 }' >&2
done
