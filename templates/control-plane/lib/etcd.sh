# ---- etcd: how it is found and spoken to ---------------------------------------------------------

# Told by the script: endpoints, ca_cert, cert and key of an etcd that does not run here; empty: look for yourself.

# find_etcd: sets stacked, and for a stacked member its container and own endpoint. kubeadm mounts the data and the
# certificates into the container where they lie on the machine. Without settings and without a member here,
# kube-apiserver's own flags say where etcd is. Fails, with etcd_problem and an exit status for it, if there is no
# way to speak to it.
find_etcd() {
  stacked=false
  container=
  if [ -n "$endpoints" ]; then
    command -v etcdctl >/dev/null || { etcd_status=12 etcd_problem="etcdctl is missing: install the package etcd-client"; return 1; }
    return 0
  fi
  if [ -f "$manifests/etcd.yaml" ]; then
    stacked=true
    ca_cert=$(flag "$manifests/etcd.yaml" trusted-ca-file)
    cert=$(flag "$manifests/etcd.yaml" cert-file)
    key=$(flag "$manifests/etcd.yaml" key-file)
    data_dir=$(flag "$manifests/etcd.yaml" data-dir)
    advertised=$(flag "$manifests/etcd.yaml" advertise-client-urls | cut -d, -f1)
    endpoints=$(flag "$manifests/etcd.yaml" listen-client-urls | cut -d, -f1 | sed 's/0\.0\.0\.0/127.0.0.1/')
    command -v crictl >/dev/null || { etcd_status=12 etcd_problem="crictl is missing: install the package cri-tools"; return 1; }
    find_runtime
    container=$(timeout 10 crictl ps -q --state Running --name '^etcd$' \
      --label io.kubernetes.pod.namespace=kube-system 2>/dev/null | head -n 1)
    [ -n "$container" ] || { etcd_status=11 etcd_problem="etcd's container does not run: see crictl ps -a --name etcd"; return 1; }
    return 0
  fi
  endpoints=$(flag "$manifests/kube-apiserver.yaml" etcd-servers)
  ca_cert=$(flag "$manifests/kube-apiserver.yaml" etcd-cafile)
  cert=$(flag "$manifests/kube-apiserver.yaml" etcd-certfile)
  key=$(flag "$manifests/kube-apiserver.yaml" etcd-keyfile)
  [ -n "$endpoints" ] || { etcd_status=10 etcd_problem="no etcd is configured in $manifests"; return 1; }
  command -v etcdctl >/dev/null || { etcd_status=12 etcd_problem="etcdctl is missing: install the package etcd-client"; return 1; }
}

# The runtime is the kubelet's; crictl would try several and warn.
find_runtime() {
  socket=$(cat /var/lib/kubelet/kubeadm-flags.env /var/lib/kubelet/instance-config.yaml /var/lib/kubelet/config.yaml \
    2>/dev/null | sed -n 's/.*container-\{0,1\}[rR]untime-\{0,1\}[eE]ndpoint[:=] *"\{0,1\}\([^" ]*\).*/\1/p' | head -n 1)
  [ -z "$socket" ] || export CONTAINER_RUNTIME_ENDPOINT="$socket"
}

# etcd_tool TOOL ARGUMENTS…: etcd's own programs in the member's container (it has no shell), or this machine's.
etcd_tool() {
  if [ "$stacked" = true ]; then
    timeout "${patience:-30}" crictl exec "$container" "$@"
  else
    timeout "${patience:-30}" "$@"
  fi
}

# etcdctl_ ARGUMENTS…: as a client of etcd.
etcdctl_() {
  etcd_tool etcdctl --endpoints="$endpoints" ${ca_cert:+"--cacert=$ca_cert"} ${cert:+"--cert=$cert"} ${key:+"--key=$key"} \
    --command-timeout="${etcd_limit:-10s}" "$@"
}

# reason TEXT: what etcdctl complains of, without its log lines.
reason() { printf '%s\n' "$1" | grep -v '^{' | tail -n 1 | cut -c 1-300; }

# member_status OWN: from "endpoint status -w fields" of several members, one line about the member whose client URL
# is OWN (or the first, if OWN is empty): MEMBER LEADER? LEARNER? LAG BYTES VERSION. LAG is counted from the most
# advanced member that answered. IDs have 64 bits, more than awk's numbers: they are compared as text.
member_status() {
  awk -F' : ' -v own="$1" '
    { value = $2; gsub(/"/, "", value) }
    $1 == "\"MemberID\"" { member = value }
    $1 == "\"Version\"" { version = value }
    $1 == "\"DBSize\"" { bytes = value }
    $1 == "\"Leader\"" { leader = (value "" == member "") ? "true" : "false" }
    $1 == "\"IsLearner\"" { learner = value }
    $1 == "\"RaftIndex\"" { at = value + 0; if (at > most) most = at }
    $1 == "\"Endpoint\"" && (value == own || own == "") && found == "" {
      found = member " " leader " " learner; mine = at; rest = bytes " " version
    }
    END { if (found == "") exit 1; printf "%s %.0f %s\n", found, most - mine, rest }'
}

# silent_members STATUS LIST: from "endpoint status --cluster -w fields" and "member list", names of those that did not
# answer. They are known by their client URLs: one list has IDs in decimal, the other in hexadecimal.
silent_members() {
  {
    printf '%s\n' "$1" | sed -n 's/^"Endpoint" : "\(.*\)"$/\1/p'
    printf '%s\n' "$2"
  } | awk -F', ' '
    NF == 1 { answers[$1] = 1 }
    NF > 4 {
      n = split($5, urls, ",")
      while (n > 0 && !(urls[n] in answers)) n--
      if (n == 0) print ($3 == "" ? "one that never started, at " $4 : $3)
    }'
}
