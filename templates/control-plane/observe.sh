#!/bin/sh
# observe: looks at a control-plane machine. Changes nothing, and is asked for often.
#
# stdout: one JSON object, as docs/host-tasks.md shows it. What cannot be had is null; etcd.problem says why.
# Facts: the kubelet takes every file in the manifests folder whose name does not begin with a dot for a pod, whatever
# its ending, and of two with one name the later in the alphabet wins (kubernetes pkg/kubelet/config/file.go): such files
# are strays. Of a flag given twice kube-controller-manager takes the last.

[#include "lib/common.sh"]
[#include "lib/machine.sh"]
[#include "lib/rules.sh"]
[#include "lib/calico.sh"]
[#include "lib/flannel.sh"]
[#include "lib/etcd.sh"]
[#include "lib/manifests.sh"]
# An etcd that does not run here; empty: the member of this machine.
endpoints=[=endpoints]
ca_cert=[=caCert]
cert=[=cert]
key=[=key]

# Whoever asks waits for one answer, and an etcd without a quorum would take its time over each question.
etcd_limit=2s patience=4

# or_null TEXT: a number or a word of JSON, or null if there is none.
or_null() { printf %s "${1:-null}"; }

# text_or_null TEXT: as a string of JSON, or null if there is none.
text_or_null() { if [ -n "$1" ]; then json "$1"; else printf null; fi; }

# json_list: the lines on stdin.
json_list() {
  separator=
  printf '['
  while read -r item; do
    [ -n "$item" ] || continue
    printf '%s%s' "$separator" "$(json "$item")"
    separator=', '
  done
  printf ']'
}

# 3: it does not run; 4: there is no such unit (systemctl(1), EXIT STATUS). Anything else says nothing of the kubelet, such
# as 1, when systemd cannot be reached.
status=0
systemctl is-active --quiet kubelet 2>/dev/null || status=$?
case $status in
  0) kubelet=true ;;
  3 | 4) kubelet=false ;;
  *) kubelet=null ;;
esac

# The runtime takes the first configuration (libcni, ConfFiles). Multus's own, which comes before all others, hands on to
# one of them (multus-cni, pkg/server/config and cmd/thin_entrypoint: 00-multus.conf, 00-multus.conflist).
cni=$(find /etc/cni/net.d -mindepth 1 -maxdepth 1 \( -name '*.conf' -o -name '*.conflist' -o -name '*.json' \) \
  ! -name '00-multus.conf*' 2>/dev/null | sed 's/.*\///' | sort | head -n 1)
multus=$(find /etc/cni/net.d -mindepth 1 -maxdepth 1 -name '00-multus.conf*' 2>/dev/null | sort | head -n 1)

# multus_json: what it hands on to by name (thick), or holds a copy of (thin).
multus_json() {
  [ -n "$multus" ] && written=$(date -u -r "$multus" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null) || { printf null; return; }
  if grep -qE 'calico|10-canal|k8s-pod-network' "$multus"; then network=calico
  elif grep -qE '10-flannel|"flannel"|cbr0' "$multus"; then network=flannel
  else network=other; fi
  printf '{"network": "%s", "written": "%s"}' "$network" "$written"
}

kubeadm=false
if [ -f "$manifests/kube-apiserver.yaml" ] && [ -f "$manager" ]; then kubeadm=true; fi

# What Go takes for true (strconv.ParseBool), and the flag alone; false is the default.
manager_flags() {
  [ -f "$manager" ] || { printf null; return; }
  case $(flag "$manager" allocate-node-cidrs) in
    1 | t | T | true | TRUE | True) allocate=true ;;
    *) allocate=false ;;
  esac
  if grep -qE "^[[:space:]]*-[[:space:]]+[\"']?--allocate-node-cidrs[\"']?[[:space:]]*\$" "$manager"; then allocate=true; fi
  range=$(flag "$manager" cluster-cidr)
  printf '{"allocate": %s, "range": %s}' "$allocate" "$(text_or_null "$range")"
}

# running_task: its name lies beside the lock, and means something while the lock is held.
running_task() {
  [ -f "$home/lock" ] || return 0
  if command -v flock >/dev/null && ! flock -s -n "$home/lock" true; then head -n 1 "$home/running" 2>/dev/null || :; fi
}

# free FOLDER: bytes there, or in the nearest folder above that exists.
free() {
  folder=$1
  while [ -n "$folder" ] && [ ! -d "$folder" ]; do folder=${folder%/*}; done
  df -Pk "${folder:-/}" 2>/dev/null | awk 'NR == 2 { printf "%.0f", $4 * 1024 }'
}

# etcd_json: one object.
etcd_json() {
  healthy=null leader=null learner=null lag=null bytes=null count=null silent=null alarms=null
  etcd_problem=
  if find_etcd; then
    own=
    if [ "$stacked" = true ]; then
      own=$advertised
      all=$(etcdctl_ endpoint status --cluster -w fields 2>/dev/null) || :
      printf '%s\n' "$all" | member_status "$own" >/dev/null || all=
    else
      all=
    fi
    # Without a quorum there is no list of members; each still tells its own state, and not how far others are.
    alone=false
    if [ -z "$all" ]; then
      own=
      all=$(etcdctl_ endpoint status -w fields 2>/dev/null) || :
      alone=$stacked
    fi
    set --
    if status=$(printf '%s\n' "$all" | member_status "$own"); then
      # shellcheck disable=SC2086 # words without spaces, by member_status
      set -- $status
      leader=$2 learner=$3 lag=$4 bytes=$5
      [ "$stacked" = true ] || leader=false
      [ "$alone" = false ] || lag=null
    fi
    # Every question is a process in etcd's container, and most of what a look costs.
    healthy=true
    version=${6:-}
    listed=$(etcdctl_ member list 2>&1) || { healthy=false; etcd_problem="it does not answer: $(reason "$listed")"; }
    # The list is a linearizable read since 3.5 (server/etcdserver/api/v3rpc/member.go); before that any key is.
    # ("endpoint health" is that too, but also fails for every alarm.)
    case $healthy$version in
      true | true3.[0-4].*)
        why=$(etcdctl_ get health 2>&1) || { healthy=false; etcd_problem="it does not answer: $(reason "$why")"; } ;;
    esac
    if [ "$healthy" = true ]; then
      listed=$(printf '%s\n' "$listed" | sed '/^{/d')
      count=$(printf '%s\n' "$listed" | awk 'NF { n++ } END { print n + 0 }')
      if [ "$stacked" = true ] && [ "$alone" = false ]; then silent=$(silent_members "$all" "$listed" | json_list); fi
      # A status tells of alarms of all members.
      if raised=$(printf '%s\n' "$all" | grep '^"Errors" :'); then
        alarms=$(printf '%s\n' "$raised" | grep -o 'alarm:[A-Z]*' | sed 's/alarm://' | sort -u | json_list)
      fi
    fi
  fi
  printf '{"stacked": %s, "healthy": %s, "leader": %s, "learner": %s, "alarms": %s, "lag": %s,\n  ' \
    "$stacked" "$healthy" "$leader" "$learner" "$alarms" "$lag"
  printf '"databaseBytes": %s, "members": %s, "silent": %s, "problem": %s}' "$bytes" "$count" "$silent" "$(json "$etcd_problem")"
}

# The tools are asked for in a shell of their own, so that a missing one costs two numbers and not the whole look.
left_json() {
  listed=$(need_tools && look && "$2") || { printf '"%sLeft": null, "%sSome": null' "$1" "$1"; return; }
  printf '"%sLeft": %s, "%sSome": %s' \
    "$1" "$(printf '%s\n' "$listed" | awk 'NF { n++ } END { print n + 0 }')" \
    "$1" "$(printf '%s\n' "$listed" | awk -F'\t' 'NF > 2 { print $2 " " $3 }' | head -n 10 | json_list)"
}

# networkd: settings by which systemd-networkd takes away routes and rules that it did not make, as often as it starts; both
# are on unless switched off (networkd.conf(5), since 246 and 249). None where it does not run.
networkd() {
  systemctl is-active --quiet systemd-networkd 2>/dev/null || return 0
  set_there=$(systemd-analyze cat-config systemd/networkd.conf 2>/dev/null) || set_there=
  for setting in ManageForeignRoutes ManageForeignRoutingPolicyRules; do
    case $(printf '%s\n' "$set_there" | sed -n "s/^[[:space:]]*$setting[[:space:]]*=[[:space:]]*//p" | tail -n 1) in
      0 | [Nn]* | [Ff]* | [Oo][Ff]*) ;;
      *) echo "$setting" ;;
    esac
  done
}

data_dir=$(flag "$manifests/etcd.yaml" data-dir)
cat <<END
{"kubelet": $kubelet, "cni": $(text_or_null "$cni"), "multus": $(multus_json),
 "flannelSubnet": $(text_or_null "$(flannel_subnet)"), "kubeadm": $kubeadm,
 "clock": "$(date -u +%Y-%m-%dT%H:%M:%SZ)", "machineId": $(json "$(cat /etc/machine-id 2>/dev/null || :)"),
 "manager": $(manager_flags), "task": $(json "$(running_task)"),
 "strays": $(strays | json_list), "repeatedFlags": $(repeated_flags | json_list),
 "etcd": $(etcd_json),
 "freeBytes": {"etcd": $(or_null "$(free "${data_dir:-/var/lib/etcd}")"), "tasks": $(or_null "$(free "$home")")},
 "networkd": $(networkd | json_list),
 $(left_json calico list_calico), $(left_json flannel list_flannel)}
END
