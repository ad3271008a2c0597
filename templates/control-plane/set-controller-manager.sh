#!/bin/sh
# set-controller-manager: sets --allocate-node-cidrs and --cluster-cidr in kube-controller-manager's manifest.
#
# stdout: {"changed": true, "sha256": "…"}: whether it wrote, and the manifest's hash now. stderr: the difference.
# Can run twice, and again after it was killed.
#
# The kubelet takes every file in the manifests folder for a pod, whatever its ending, and sees changes itself
# (kubernetes pkg/kubelet/config/file_linux.go). So the new manifest is made elsewhere and moved in whole, and nothing
# else is ever put into the folder. Kept in /etc/kubernetes/restitch-backup, which only root can read:
#   kube-controller-manager.original   as it was when restitch came
#   kube-controller-manager.seen       as it was before the last change
#   kube-controller-manager.written    as restitch wrote it last
# Fails with 10, and a difference, if someone has changed the manifest since; if it gives a flag twice; if there are stray
# files in the folder; if it is not written as kubeadm writes it.

[#include "lib/common.sh"]
[#include "lib/manifests.sh"]
allocate=[=allocate]
range=[=range]

kept=/etc/kubernetes/restitch-backup
name=kube-controller-manager

need sha256sum coreutils
need diff diffutils

[ -f "$manager" ] || quit 10 "there is no $manager: restitch supports control planes that kubeadm has set up"

found=$(strays)
[ -z "$found" ] || quit 10 "the kubelet takes every file in $manifests for a pod; move these elsewhere: $(one_line "$found")"
found=$(repeated_flags)
[ -z "$found" ] || quit 10 "$manager gives these flags more than once; leave one of each: $(one_line "$found")"

command_line="^[[:space:]]*-[[:space:]]+[\"']?kube-controller-manager[\"']?[[:space:]]*\$"
[ "$(grep -cE "$command_line" "$manager")" = 1 ] ||
  quit 10 "$manager is not written as kubeadm writes it, an argument a line after \"- kube-controller-manager\": do so"
if grep -qE "^[[:space:]]*-[[:space:]]+[\"']?--cluster-cidr[\"']?[[:space:]]*\$" "$manager"; then
  quit 10 "$manager gives --cluster-cidr and its value on two lines: write --cluster-cidr=VALUE"
fi
if [ "$allocate" = true ] && [ -z "$range" ] && [ -z "$(flag "$manager" cluster-cidr)" ]; then
  quit 10 "kube-controller-manager ends at once with --allocate-node-cidrs=true and no --cluster-cidr: give a range"
fi

mkdir -p "$kept"
chmod 700 "$kept"
[ "$(stat -c %d "$kept")" = "$(stat -c %d "$manifests")" ] ||
  quit 10 "$kept and $manifests are on different file systems, and a move between them is not whole: unmount one"
[ -f "$kept/$name.original" ] || { cp -p "$manager" "$kept/.copy" && mv "$kept/.copy" "$kept/$name.original"; }

# Whoever was killed between noting and moving left the manifest as it had seen it.
if [ -f "$kept/$name.written" ] && ! cmp -s "$manager" "$kept/$name.written" && ! cmp -s "$manager" "$kept/$name.seen"; then
  diff -u "$kept/$name.written" "$manager" >&2 || :
  quit 10 "someone has changed $manager since restitch wrote it, as shown above: if that is meant, remove $kept/$name.written and go on"
fi

# set_flags: the manifest with the flags; one that is not there yet comes first after the command.
set_flags() {
  awk -v allocate="$allocate" -v range="$range" -v command_line="$command_line" '
    function argument(flag, value) { match($0, /^[[:space:]]*/); print substr($0, 1, RLENGTH) "- --" flag "=" value }
    function is(flag) { return $0 ~ ("^[[:space:]]*-[[:space:]]+[\"\047]?--" flag "(=.*)?[\"\047]?[[:space:]]*$") }
    NR == FNR {
      if (is("allocate-node-cidrs")) has_allocate = 1
      if (is("cluster-cidr")) has_range = 1
      next
    }
    is("allocate-node-cidrs") { argument("allocate-node-cidrs", allocate); next }
    is("cluster-cidr") && range != "" { argument("cluster-cidr", range); next }
    { print }
    $0 ~ command_line {
      if (!has_allocate) argument("allocate-node-cidrs", allocate)
      if (!has_range && range != "") argument("cluster-cidr", range)
    }' "$manager" "$manager"
}

# Owner and mode are the old one's.
cp -p "$manager" "$kept/.new"
set_flags >"$kept/.new"
[ "$(flag "$kept/.new" allocate-node-cidrs)" = "$allocate" ] || quit 1 "the flags could not be set in $manager"

changed=false
if cmp -s "$manager" "$kept/.new"; then
  say "$manager says so already"
  rm -f "$kept/.new"
else
  diff -u "$manager" "$kept/.new" >&2 || :
  cp -p "$manager" "$kept/.copy" && mv "$kept/.copy" "$kept/$name.seen"
  cp -p "$kept/.new" "$kept/.copy" && mv "$kept/.copy" "$kept/$name.written"
  sync "$kept/.new" "$kept/$name.seen" "$kept/$name.written"
  mv "$kept/.new" "$manager"
  sync "$manifests"
  changed=true
  say "wrote $manager; the kubelet restarts the pod within half a minute"
fi
printf '{"changed": %s, "sha256": "%s"}\n' "$changed" "$(sha256sum <"$manager" | cut -d ' ' -f 1)"
