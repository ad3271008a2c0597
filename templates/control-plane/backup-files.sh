#!/bin/sh
# backup-files: packs what makes this machine the control plane it is: /etc/kubernetes with its keys, the kubelet's and
# the CNI configuration, and the files that the static pods' flags name. What a link among them leads to is packed with
# it: an archive of a link holds no key. The archive is compared with the files once it is written.
#
# stdout: {"path": …, "sizeBytes": …, "sha256": …, "files": …}. Only root can read the archive; discard removes it.
# Can run twice: a second run writes it anew. It also takes away what a killed backup-etcd left here.
# Fails with 10 if a flag names a file that is not on this machine.

[#include "lib/common.sh"]
[#include "lib/manifests.sh"]
[#include "lib/trial.sh"]
id=[=id]

need tar tar
need gzip gzip
need sha256sum coreutils

# Every control plane is asked for its files, and not every one for a snapshot.
drop_trials

mkdir -p "$home/backups"
archive=$home/backups/files-$id.tar.gz
list=$archive.list
trap 'rm -f -- "$list" "$archive.new"' EXIT
trap 'exit 1' HUP INT TERM
: >"$list"

# packed PATH: whether it is in the list, or below what is. Paths have no slash in front.
packed() {
  while read -r listed; do
    case $1 in "$listed" | "$listed"/*) return 0 ;; esac
  done <"$list"
  return 1
}

# pack PATH: lists it, and what the links in it lead to.
pack() {
  if packed "$1"; then return 0; fi
  printf '%s\n' "$1" >>"$list"
  find "/$1" -type l | while read -r link; do
    target=$(readlink -f "$link") || target=
    if [ -e "$target" ]; then pack "${target#/}"; else say "$link leads nowhere: only the link is packed"; fi
  done
}

# named_files: FLAG and FILE, a line each, that the static pods' flags name.
named_files() {
  for pod in kube-apiserver kube-controller-manager kube-scheduler etcd; do
    [ -f "$manifests/$pod.yaml" ] || continue
    sed -nE "s/^[[:space:]]*-[[:space:]]*[\"']?--([a-z0-9-]*(file|config))=(\/[^\"']*)[\"']?[[:space:]]*\$/\1 \3/p" "$manifests/$pod.yaml"
  done | grep -vE '^(log|lock)-file ' | sort -u
}

[ -e /etc/kubernetes ] || quit 10 "there is no /etc/kubernetes on this machine: is it a control plane that kubeadm has set up?"
for path in etc/kubernetes etc/cni/net.d etc/default/kubelet etc/sysconfig/kubelet etc/systemd/system/kubelet.service \
  etc/systemd/system/kubelet.service.d usr/lib/systemd/system/kubelet.service usr/lib/systemd/system/kubelet.service.d \
  var/lib/kubelet/config.yaml var/lib/kubelet/instance-config.yaml var/lib/kubelet/kubeadm-flags.env var/lib/kubelet/pki; do
  if [ -e "/$path" ]; then pack "$path"; fi
done
named=$(named_files) || named=
printf '%s\n' "$named" | while read -r flag file; do
  [ -n "$file" ] || continue
  [ -f "$file" ] ||
    quit 10 "--$flag names $file, which is not on this machine: if it is mounted from elsewhere, put a link to it there"
  pack "${file#/}"
  real=$(readlink -f "$file")
  pack "${real#/}"
done

needed=$(while read -r path; do du -sk "/$path"; done <"$list" | awk '{ kib += $1 } END { printf "%.0f", kib }')
free=$(df -Pk "$home/backups" | awk 'NR == 2 { print $4 }')
[ "$free" -gt $((needed + 65536)) ] || quit 10 "$home has $free KiB free, and $((needed + 65536)) are needed: make room"

# holds_keys: whether all that is needed for a new start is in the archive, as a file and not as a link.
holds_keys() {
  held=$(tar -tzf "$archive.new") || return 1
  { printf '%s\n' "$named" | sed 's/^[^ ]* //'; present_key /etc/kubernetes/pki/ca.key; } | while read -r file; do
    [ -n "$file" ] || continue
    real=$(readlink -f "$file") || real=$file
    printf '%s\n' "$held" | grep -qxF -- "${real#/}" || quit 1 "$file is not in the archive, and has to be"
  done
}

# present_key FILE: itself, if it is there. The key of a CA elsewhere is not, and that is no failure.
present_key() {
  if [ -e "$1" ]; then printf '%s\n' "$1"; else say "there is no $1 here, hence none in the backup: keep the CA's key yourself"; fi
}

# A file may change while it is read; then the archive does not compare, and is written once more.
for attempt in 1 2 3; do
  if tar -C / -czf "$archive.new" -T "$list" >&2 && tar -C / -df "$archive.new" -z >&2; then
    holds_keys || quit 1 "the archive is not complete: see the line before"
    sync "$archive.new"
    mv "$archive.new" "$archive"
    files=$(tar -tzf "$archive" | grep -vc '/$')
    say "$files files in $archive"
    printf '{"path": %s, "sizeBytes": %s, "sha256": "%s", "files": %s}\n' "$(json "$archive")" \
      "$(stat -c %s "$archive")" "$(sha256sum <"$archive" | cut -d ' ' -f 1)" "$files"
    exit 0
  fi
  say "attempt $attempt: files changed while they were packed"
done
quit 11 "files change while they are packed: see the lines before, and try again later"
