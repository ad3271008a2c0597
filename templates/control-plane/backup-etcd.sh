#!/bin/sh
# backup-etcd: takes a snapshot of etcd, reads it through, restores it to a scratch folder as a trial, and compares.
#
# stdout: {"path": …, "sizeBytes": …, "sha256": …, "revision": …, "keys": …, "restoredRevision": …, "restoredKeys": …,
#          "version": …}. Only root can read the snapshot; discard removes it.
# Can run twice, and again after it was killed: it takes a new one then.
#
# A snapshot of a running member is consistent and carries a hash; a copy of its database file is neither
# (etcd.io, Disaster recovery). "snapshot restore" checks that hash and does not contact the cluster.
# For a member on this machine all is done by the programs in its own container, which has no shell; they share with this
# machine the data folder, hence the scratch folder beside it. A full disk would stop etcd, so room is asked for first.

[#include "lib/common.sh"]
[#include "lib/manifests.sh"]
[#include "lib/etcd.sh"]
[#include "lib/trial.sh"]
id=[=id]
# Whether a member that leads gives one too; others are asked first, for its disk is the one that all writes wait for.
leader=[=leader]
# An etcd that does not run here; empty: the member of this machine.
endpoints=[=endpoints]
ca_cert=[=caCert]
cert=[=cert]
key=[=key]

need sha256sum coreutils
# However long it takes: the task as a whole has a limit.
patience=0
find_etcd || quit "$etcd_status" "$etcd_problem"

mkdir -p "$home/backups"
snapshot=$home/backups/etcd-$id.db
if [ "$stacked" = true ]; then scratch=$data_dir/restitch-trial; else scratch=$home/restitch-trial; fi

# A snapshot is of one member: the first that is healthy.
chosen='' health="no endpoint is configured"
for endpoint in $(printf %s "$endpoints" | tr , ' '); do
  endpoints=$endpoint
  if health=$(etcdctl_ endpoint health 2>&1); then
    chosen=$endpoint
    break
  fi
done
[ -n "$chosen" ] || quit 11 "etcd does not answer, and only a healthy member is asked: $(reason "$health")"
status=$(etcdctl_ endpoint status -w fields | member_status "") || quit 11 "etcd does not tell its state"
# shellcheck disable=SC2086 # words without spaces, by member_status
set -- $status
bytes=$5 version=$6
if [ "$stacked" = true ] && [ "$2" = true ] && [ "$leader" != true ]; then
  quit 11 "this member leads etcd: the others are asked for a snapshot first"
fi
drop_trials

# kib_free FOLDER; and what there has to be: snapshot and restored copy in scratch with 64 MiB of write-ahead log and
# 256 MiB that stay free for etcd, as restitch asks for in its preflight; the snapshot once more where it is kept.
kib_free() { df -Pk "$1" | awk 'NR == 2 { print $4 }'; }
kib=$((bytes / 1024))
for place in "${scratch%/*}:$((2 * kib + 64 * 1024 + 256 * 1024))" "$home:$((kib + 64 * 1024))"; do
  [ "$(kib_free "${place%:*}")" -gt "${place#*:}" ] ||
    quit 10 "${place%:*} has $(kib_free "${place%:*}") KiB free, and ${place#*:} are needed: make room"
done

mkdir "$scratch"
# The member may run as a user of its own.
chown --reference="${scratch%/*}" "$scratch"
trap 'rm -rf -- "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

say "taking a snapshot of $bytes bytes"
output=$(etcdctl_ --command-timeout=24h snapshot save "$scratch/snapshot.db" 2>&1) ||
  quit 1 "etcdctl snapshot save failed: $(reason "$output")"

# Since 3.6 only etcdutl reads and restores snapshots; before 3.5 only etcdctl did.
if etcd_tool etcdutl version >/dev/null 2>&1; then reader=etcdutl; else reader=etcdctl; fi

# read_through FILE: REVISION KEYS, after every page was checked.
read_through() {
  output=$(etcd_tool "$reader" snapshot status "$1" -w json 2>&1) || quit 1 "$1 cannot be read: $(reason "$output")"
  printf '%s\n' "$output" | sed -n 's/.*"revision":\([0-9]*\).*"totalKey":\([0-9]*\).*/\1 \2/p' | grep . ||
    quit 1 "$1: its revision and keys are not told: $(reason "$output")"
}

taken=$(read_through "$scratch/snapshot.db")
say "restoring it to $scratch, as a trial"
output=$(etcd_tool "$reader" snapshot restore "$scratch/snapshot.db" --data-dir "$scratch/restored" 2>&1) ||
  quit 1 "the snapshot cannot be restored: $(reason "$output")"
restored=$(read_through "$scratch/restored/member/snap/db")

[ "${taken% *}" = "${restored% *}" ] ||
  quit 1 "the snapshot is at revision ${taken% *}, restored it is at ${restored% *}: something is wrong with this member"
# Before 3.6 the count is of everything in the database, and a restore forgets the old members.
case $version in
  3.[0-5].*) slack=64 ;;
  *) slack=0 ;;
esac
lost=$((${taken#* } - ${restored#* }))
[ "${lost#-}" -le "$slack" ] || quit 1 "the snapshot has ${taken#* } keys, restored it has ${restored#* }: something is wrong with this member"

chown 0:0 "$scratch/snapshot.db"
chmod 600 "$scratch/snapshot.db"
mv "$scratch/snapshot.db" "$snapshot.new"
sync "$snapshot.new"
mv "$snapshot.new" "$snapshot"
say "$snapshot: revision ${taken% *}, ${taken#* } keys"
printf '{"path": %s, "sizeBytes": %s, "sha256": "%s", "revision": %s, "keys": %s,\n "restoredRevision": %s, "restoredKeys": %s, "version": %s}\n' \
  "$(json "$snapshot")" "$(stat -c %s "$snapshot")" "$(sha256sum <"$snapshot" | cut -d ' ' -f 1)" \
  "${taken% *}" "${taken#* }" "${restored% *}" "${restored#* }" "$(json "$version")"
