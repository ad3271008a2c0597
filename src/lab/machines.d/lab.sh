# shellcheck shell=bash disable=SC2034,SC2119,SC2120
# One lab of machines: its names, its addresses, and the folder that holds all of it. Sourced, never run.
#
#   LAB_DIR/net               the network namespace of the bridge and the load balancer
#   LAB_DIR/pids/haproxy      as every lab has it
#   LAB_DIR/kubeconfig        the administrator's, through the load balancer
#   LAB_DIR/ssh/              id_ed25519, known_hosts
#   LAB_DIR/machines/NAME/    address, env, disk/ (survives a power cut); while it runs: pid, net; console.log

# The underlay lives only inside namespaces of the lab's own, so every lab can have the same one.
LAB_SUBNET=172.20.0
LAB_GATEWAY=$LAB_SUBNET.1

machine_dir() { printf '%s/machines/%s' "$LAB_DIR" "$1"; }
address_of() { cat -- "$(machine_dir "$1")/address"; }

# The names of all machines, or of those whose names begin with PREFIX, in the order they were made.
machine_names() {
  local dir
  for dir in "$LAB_DIR"/machines/"${1:-}"*/; do
    [[ -d "$dir" ]] || continue
    dir="${dir%/}"
    printf '%s %s\n' "$(<"$dir/address")" "${dir##*/}"
  done | sort -t. -k4n | cut -d' ' -f2
}

require_machine() {
  [[ -n "${1:-}" ]] || die "which machine? one of: $(machine_names | paste -sd' ')"
  [[ -d "$(machine_dir "$1")" ]] || die "no machine '$1'; there are: $(machine_names | paste -sd' ')"
}

# Cgroups have names that all labs share, so a lab's carry what tells its folder from others.
cgroup_of() { printf 'lab-%s-%s' "$(printf '%s' "$LAB_DIR" | sha256sum | cut -c1-8)" "$1"; }

# The pid, seen from outside, of the machine's PID 1; fails when the machine is off.
pid_of() {
  local file pid
  file="$(machine_dir "$1")/pid"
  pid="$(cat -- "$file" 2>/dev/null)" || return 1
  [[ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" == *"$(machine_dir "$1") "* ]] 2>/dev/null || return 1
  printf '%s' "$pid"
} 2>/dev/null

# until_true SECONDS COMMAND…: waits for a command to succeed; fails when time is up.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# kubectl and kubeadm as the administrator, from inside the lab's network.
in_net() { nsenter --net="$LAB_DIR/net" -- env KUBECONFIG="$LAB_DIR/kubeconfig" PATH="$LAB_ASSETS:$PATH" "$@"; }
