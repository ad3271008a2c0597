#!/bin/sh
# backup-files: packs what makes this machine the control plane it is: /etc/kubernetes with its keys, the kubelet's and
# the CNI configuration. The archive is compared with the files once it is written.
#
# stdout: {"path": …, "sizeBytes": …, "sha256": …, "files": …}. Only root can read the archive; discard removes it.
# Can run twice: a second run writes it anew.

[#include "lib/common.sh"]
id=[=id]

need tar tar
need gzip gzip
need sha256sum coreutils

sources=
for path in etc/kubernetes etc/cni/net.d etc/default/kubelet etc/sysconfig/kubelet etc/systemd/system/kubelet.service \
  etc/systemd/system/kubelet.service.d usr/lib/systemd/system/kubelet.service usr/lib/systemd/system/kubelet.service.d \
  var/lib/kubelet/config.yaml var/lib/kubelet/instance-config.yaml var/lib/kubelet/kubeadm-flags.env var/lib/kubelet/pki; do
  if [ -e "/$path" ]; then sources="$sources $path"; fi
done
case $sources in
  *" etc/kubernetes"*) ;;
  *) quit 10 "there is no /etc/kubernetes on this machine: is it a control plane that kubeadm has set up?" ;;
esac

mkdir -p "$home/backups"
archive=$home/backups/files-$id.tar.gz

# shellcheck disable=SC2086 # paths without spaces, from the list above
needed=$(cd / && du -skc $sources | awk 'END { print $1 }')
free=$(df -Pk "$home/backups" | awk 'NR == 2 { print $4 }')
[ "$free" -gt $((needed + 65536)) ] || quit 10 "$home has $free KiB free, and $((needed + 65536)) are needed: make room"

# A file may change while it is read; then the archive does not compare, and is written once more.
for attempt in 1 2 3; do
  # shellcheck disable=SC2086 # as above
  if tar -C / -czf "$archive.new" $sources >&2 && tar -C / -df "$archive.new" -z >&2; then
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
rm -f "$archive.new"
quit 11 "files change while they are packed: see the lines before, and try again later"
