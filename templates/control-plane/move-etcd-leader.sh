#!/bin/sh
# move-etcd-leader: gives the lead of etcd to another member, if this machine's member has it; returns when it has not.
# A leader that stops without that costs everyone an election, about a second without writes.
#
# stdout: nothing. Can run twice.
# Fails with 10 if there is no other member with a vote, with 11 if none took the lead.

[#include "lib/common.sh"]
[#include "lib/manifests.sh"]
[#include "lib/etcd.sh"]
endpoints='' ca_cert='' cert='' key=''
find_etcd || quit "$etcd_status" "$etcd_problem"
if [ "$stacked" = false ]; then
  say "etcd does not run on this machine"
  exit 0
fi

# leads: whether this member does; fails the script if that cannot be seen.
leads() {
  status=$(etcdctl_ endpoint status -w fields | member_status "") || quit 11 "the etcd member of this machine does not answer"
  # shellcheck disable=SC2086 # words without spaces, by member_status
  set -- $status
  [ "$2" = true ]
}

if ! leads; then
  say "this member does not lead"
  exit 0
fi

# ID, status, name, peer URLs, client URLs, learner?
others=$(etcdctl_ member list | awk -F', ' -v own="$advertised" '$2 == "started" && index($5, own) == 0 && $6 != "true" { print $1 }')
[ -n "$others" ] || quit 10 "etcd has no other member with a vote that could lead: convert the only one with consent, or add members"

for other in $others; do
  say "giving the lead to member $other"
  if etcdctl_ move-leader "$other" >&2 && ! leads; then
    say "this member does not lead any more"
    exit 0
  fi
done
quit 11 "no other member took the lead: see etcdctl endpoint status --cluster"
