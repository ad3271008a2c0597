#!/bin/sh
# leave-calico: moves Calico's CNI configuration aside, so that new pods get Flannel's: of several configurations the
# runtime takes the first in the alphabet, and 10-calico.conflist comes before 10-flannel.conflist.
#
# stdout: nothing. Can run twice, and again after it was killed.
# Fails with 11 while there is no other configuration: a machine without any is not ready. Multus's own is none: it hands
# on to one of the others.

[#include "lib/common.sh"]
[#include "lib/aside.sh"]
others=$(find "$net_d" -mindepth 1 -maxdepth 1 \( -name '*.conf' -o -name '*.conflist' \) \
  ! -name 10-calico.conflist ! -name 10-canal.conflist ! -name '00-multus.conf*')
[ -n "$others" ] || quit 11 "there is no other configuration in $net_d yet: wait until Flannel has written its own"

mkdir -p "$aside"
# The configuration before the credentials that it names.
for name in 10-calico.conflist 10-canal.conflist calico-kubeconfig; do
  if [ -e "$net_d/$name" ]; then
    mv -f -- "$net_d/$name" "$aside/$name"
    say "moved $net_d/$name to $aside"
  fi
done
sync "$net_d" "$aside"
say "Calico's configuration is aside"
