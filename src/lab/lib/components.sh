# shellcheck shell=bash
# How each component of the control plane is started. Needs LAB_DIR, LAB_ASSETS and the lab's ports.

# kubeconfig USER FILE: the user's token is the one in tokens.csv.
kubeconfig() {
  local token
  token="$(awk -F, -v user="$1" '$2 == user { print $1 }' "$LAB_DIR/tokens.csv")"
  cat >"$2" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: lab
  cluster:
    server: https://127.0.0.1:$LAB_API_PORT
    certificate-authority-data: $(base64 -w0 <"$LAB_DIR/pki/apiserver.crt")
users:
- name: $1
  user:
    token: $token
contexts:
- name: lab
  context:
    cluster: lab
    user: $1
current-context: lab
EOF
}

start_etcd() {
  start etcd "$LAB_ASSETS/etcd" --name=lab --data-dir="$LAB_DIR/etcd" --unsafe-no-fsync \
    --listen-client-urls="http://127.0.0.1:$LAB_ETCD_PORT" \
    --advertise-client-urls="http://127.0.0.1:$LAB_ETCD_PORT" \
    --listen-peer-urls="http://127.0.0.1:$LAB_PEER_PORT" \
    --initial-advertise-peer-urls="http://127.0.0.1:$LAB_PEER_PORT" \
    --initial-cluster="lab=http://127.0.0.1:$LAB_PEER_PORT" \
    --watch-progress-notify-interval=5s --log-level=warn
}

# Flags given here come last and therefore win.
start_apiserver() {
  start kube-apiserver "$LAB_ASSETS/kube-apiserver" \
    --etcd-servers="http://127.0.0.1:$LAB_ETCD_PORT" \
    --bind-address=127.0.0.1 --secure-port="$LAB_API_PORT" --advertise-address=127.0.0.1 \
    --cert-dir="$LAB_DIR/pki" --service-cluster-ip-range=10.96.0.0/12 \
    --token-auth-file="$LAB_DIR/tokens.csv" --authorization-mode=Node,RBAC \
    --enable-bootstrap-token-auth --endpoint-reconciler-type=none --allow-privileged=true \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-signing-key-file="$LAB_DIR/pki/sa.key" \
    --service-account-key-file="$LAB_DIR/pki/sa.key" \
    --audit-policy-file="$LAB_HOME/audit-policy.yaml" --audit-log-path="$LAB_DIR/audit.log" \
    --audit-log-maxsize=4096 --profiling=false "$@"
}

# Flags given here come last and therefore win.
start_controller_manager() {
  start kube-controller-manager "$LAB_ASSETS/kube-controller-manager" \
    --kubeconfig="$LAB_DIR/kubeconfig-kube-controller-manager" \
    --bind-address=127.0.0.1 --secure-port="$LAB_KCM_PORT" --cert-dir="$LAB_DIR/kcm" \
    --controllers='*,bootstrapsigner,tokencleaner' --use-service-account-credentials \
    --service-account-private-key-file="$LAB_DIR/pki/sa.key" --root-ca-file="$LAB_DIR/pki/apiserver.crt" \
    --kube-api-qps=200 --kube-api-burst=400 --leader-elect=false --profiling=false \
    --allocate-node-cidrs=false "$@"
}

start_scheduler() {
  cat >"$LAB_DIR/scheduler.yaml" <<EOF
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: $LAB_DIR/kubeconfig-kube-scheduler, qps: 200, burst: 400}
leaderElection: {leaderElect: false}
EOF
  start kube-scheduler "$LAB_ASSETS/kube-scheduler" --config="$LAB_DIR/scheduler.yaml" \
    --bind-address=127.0.0.1 --secure-port="$LAB_SCHEDULER_PORT" --cert-dir="$LAB_DIR/scheduler" \
    --profiling=false
}

# kwok plays the kubelets of every Node with its annotation, as long as the machine is not off.
start_kwok() {
  KWOK_WORKDIR="$LAB_DIR/kwok" start kwok "$LAB_ASSETS/kwok" --kubeconfig="$LAB_DIR/kubeconfig-kwok" \
    --config="$LAB_HOME/kwok-stages.yaml" --manage-all-nodes=false \
    --manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake \
    --manage-nodes-with-label-selector='lab.restitch.io/machine!=off' \
    --node-lease-duration-seconds=40 --cidr=192.168.0.0/16
}

start_machine_room() {
  start machine-room python3 "$LAB_HOME/machine-room" "$LAB_DIR"
}

healthy() { curl --silent --fail --insecure --max-time 2 "https://127.0.0.1:$1/healthz"; }
