#!/bin/sh
# forget: removes what restitch keeps on this machine: tasks, backups that were not fetched, rules as they were, and
# Calico's configuration that was put aside. Refuses while a task runs.
#
# stdout: folders that are gone, a line each. Can run twice.

[#include "lib/common.sh"]

aside=/etc/kubernetes/restitch-backup

if [ -d "$home" ]; then
  need flock util-linux
  exec 9>>"$home/lock"
  flock -n 9 || quit 11 "a task of restitch runs on this machine: try again when it has ended"
fi
for folder in "$home" "$aside"; do
  [ -d "$folder" ] || continue
  rm -rf -- "$folder"
  printf '%s\n' "$folder"
done
