#!/bin/sh
# return-to-calico: puts Calico's CNI configuration back from where leave-calico moved it. What Calico itself has written
# anew meanwhile stays: it is fresher.
#
# stdout: nothing. Can run twice, and again after it was killed.

[#include "lib/common.sh"]
[#include "lib/aside.sh"]
# The credentials before the configuration that names them.
for name in calico-kubeconfig 10-canal.conflist 10-calico.conflist; do
  [ -e "$aside/$name" ] || continue
  if [ -e "$net_d/$name" ]; then
    rm -f -- "$aside/$name"
    say "$net_d/$name is there already"
  else
    mv -- "$aside/$name" "$net_d/$name"
    say "moved $aside/$name back to $net_d"
  fi
done
[ -e "$net_d/10-calico.conflist" ] || [ -e "$net_d/10-canal.conflist" ] ||
  quit 10 "there is no configuration of Calico's, here or aside: delete this node's calico-node pod, it writes one when it starts"
sync "$net_d"
say "Calico's configuration is in place"
