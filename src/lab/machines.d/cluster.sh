# shellcheck shell=bash
# A cluster on the machines: what an administrator does with kubeadm. Its output goes to kubeadm.log of each
# machine; the last lines are shown when it fails.

kubeadm_in() {
  local name="$1" log
  log="$(machine_dir "$name")/kubeadm.log"
  shift
  enter "$name" kubeadm "$@" >>"$log" 2>&1 || {
    tail -n 15 "$log" >&2
    die "kubeadm failed on $name: $log"
  }
}

# put NAME FILE: stdin becomes a file of the machine that only root can read.
# shellcheck disable=SC2016  # the argument is the inner shell's
put() { enter "$1" sh -c 'umask 077 && cat >"$1"' sh "$2"; }

init_cluster() {
  local name="$1"
  sed -e "s/@NAME@/$name/" -e "s/@ADDRESS@/$(address_of "$name")/" -e "s/@GATEWAY@/$LAB_GATEWAY/" \
    -e "s/@VERSION@/$KUBERNETES_VERSION/" "$MACHINES_HOME/kubeadm.yaml" | put "$name" /etc/lab/kubeadm.yaml
  kubeadm_in "$name" init --config /etc/lab/kubeadm.yaml --ignore-preflight-errors=all \
    --skip-phases=addon/coredns --skip-token-print
  (umask 077 && enter "$name" cat /etc/kubernetes/admin.conf >"$LAB_DIR/kubeconfig")
}

# join_control_plane NAME FROM: with the keys of FROM, as an administrator copies them.
join_control_plane() {
  local name="$1" from="$2"
  enter "$from" tar -C /etc/kubernetes -c pki/{ca,sa,front-proxy-ca,etcd/ca}.{crt,key} pki/sa.pub --ignore-failed-read 2>/dev/null |
    enter "$name" tar -C /etc/kubernetes -x
  join_cluster "$name" "controlPlane: {localAPIEndpoint: {advertiseAddress: $(address_of "$name")}}"
}

join_worker() {
  local name="$1" green="$2"
  if $green; then
    join_cluster "$name" '' ', taints: [{key: restitch.io/flannel-not-ready, effect: NoSchedule}]
    , kubeletExtraArgs: [{name: node-labels, value: restitch.io/fabric=flannel}]'
  else
    join_cluster "$name"
  fi
}

# join_cluster NAME [MORE [REGISTRATION]]: with a token of its own that is gone afterwards.
join_cluster() {
  local name="$1" token
  token="$(in_net kubeadm token create --ttl 15m 2>>"$(machine_dir "$name")/kubeadm.log")"
  put "$name" /etc/kubernetes/join.yaml <<EOF
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken:
    token: $token
    apiServerEndpoint: $LAB_GATEWAY:6443
    caCertHashes: ["$(ca_hash)"]
nodeRegistration: {name: $name, criSocket: unix:///run/containerd/containerd.sock${3:-}}
${2:-}
EOF
  kubeadm_in "$name" join --config /etc/kubernetes/join.yaml --ignore-preflight-errors=all
  enter "$name" rm -f /etc/kubernetes/join.yaml
  in_net kubectl --namespace kube-system delete secret "bootstrap-token-${token%%.*}" >/dev/null
}

ca_hash() {
  awk '$1 == "certificate-authority-data:" { print $2 }' "$LAB_DIR/kubeconfig" | base64 -d |
    openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum | sed 's/^\([0-9a-f]*\).*/sha256:\1/'
}

# One line per member of etcd, asked for in the etcd container of a machine, as an administrator would.
etcd_status() {
  # shellcheck disable=SC2016  # expanded inside the machine
  enter "$1" sh -c '
    crictl exec "$(crictl ps -q --name "^etcd$" | head -n 1)" etcdctl \
      --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt \
      --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key \
      endpoint status --cluster'
}
