# shellcheck shell=bash
# A machine: its disk, its power, and a way in.

# make_machine NAME ADDRESS: a disk as an installer leaves it, with nothing of a cluster on it.
make_machine() {
  local name="$1" machine
  machine="$(machine_dir "$name")"
  mkdir -p "$machine"/{root,disk/{upper,work,kubelet,etcd}}
  chmod 755 "$machine/disk/upper" "$machine/disk/kubelet"
  printf '%s\n' "$2" >"$machine/address"
  printf 'MACHINE_CGROUP=%q\nMACHINE_BINARIES=%q\n' "$(cgroup_of "$name")" "$LAB_ASSETS" >"$machine/env"
  copy_images "$machine/disk/containerd"
  (umask 022 && install_system "$name" "$machine/disk/upper")
}

install_system() {
  local name="$1" upper="$2" address command
  address="$(address_of "$name")"
  mkdir -p "$upper"/etc/{containerd,default,lab,ssh,sudoers.d,cni/net.d,kubernetes/manifests} \
    "$upper"/opt/cni/bin "$upper"/usr/local/bin "$upper"/var/{log,lib}
  printf '%s\n' "$name" >"$upper/etc/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "$address" "$name" >"$upper/etc/hosts"
  printf 'nameserver %s\n' "$LAB_GATEWAY" >"$upper/etc/resolv.conf"
  tr -d - </proc/sys/kernel/random/uuid >"$upper/etc/machine-id"
  for command in kubelet kubeadm kubectl crictl; do
    ln -s "/opt/lab/bin/$command" "$upper/usr/local/bin/$command"
  done
  for command in systemctl date; do
    ln -s "/opt/lab/guest/$command" "$upper/usr/local/bin/$command"
  done
  for command in /usr/lib/cni/*; do
    ln -s "$command" "$upper/opt/cni/bin/"
  done
  cp "$MACHINES_HOME/guest/containerd.toml" "$upper/etc/containerd/config.toml"
  cp "$MACHINES_HOME/guest/sshd_config" "$upper/etc/ssh/sshd_config"
  cp "$MACHINES_HOME/audit-policy.yaml" "$upper/etc/lab/audit-policy.yaml"
  printf 'runtime-endpoint: unix:///run/containerd/containerd.sock\n' >"$upper/etc/crictl.yaml"
  printf 'KUBELET_EXTRA_ARGS="--cgroup-root=/%s --node-ip=%s"\n' "$(cgroup_of "$name")" "$address" \
    >"$upper/etc/default/kubelet"
  (umask 337 && printf 'ops ALL=(ALL:ALL) NOPASSWD: ALL\n' >"$upper/etc/sudoers.d/ops")
  cp "$LAB_DIR/ssh/id_ed25519.pub" "$upper/etc/lab/authorized_keys"
  chmod 644 "$upper/etc/lab/authorized_keys"
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$upper/etc/ssh/ssh_host_ed25519_key"
  printf '%s,%s %s\n' "$name" "$address" \
    "$(cut -d' ' -f1,2 "$upper/etc/ssh/ssh_host_ed25519_key.pub")" >>"$LAB_DIR/ssh/known_hosts"
}

# power_on NAME: returns as soon as its init runs; await_machine waits for its services. One that runs is left alone.
power_on() {
  local name="$1" machine
  machine="$(machine_dir "$name")"
  ! pid_of "$name" >/dev/null || return 0
  remove_cgroups "$name"
  make_cgroups "$name"
  connect "$name"
  setsid nohup nsenter --net="$machine/net" \
    unshare --mount --uts --ipc --pid --fork "$MACHINES_HOME/guest/assemble" "$machine" \
    >>"$machine/console.log" 2>&1 </dev/null 8>&- 9>&- &
  disown
  until_true 20 pid_of "$name" || {
    tail -n 5 "$machine/console.log" >&2
    die "machine $name does not start"
  }
}

await_machine() {
  until_true 60 enter "$1" sh -c \
    'test -S /run/containerd/containerd.sock && systemctl is-active sshd && id nosudo' || die "machine $1 does not come up"
}

# power_off NAME: as pulling the plug. Nothing in the machine is asked, told or waited for.
power_off() {
  local name="$1" pid
  if pid="$(pid_of "$name")"; then
    kill -KILL "$pid" 2>/dev/null || true
    until_true 20 gone "$pid" || die "machine $name does not end"
  fi
  rm -f -- "$(machine_dir "$name")/pid"
  # After its init, which would start again what ends.
  end_processes_in "$(machine_dir "$name")/net"
  disconnect "$name"
  remove_cgroups "$name"
}
gone() { [[ ! -d "/proc/$1" ]]; }

# enter NAME COMMAND…: runs a command inside the machine, as root.
enter() {
  local pid
  pid="$(pid_of "$1")" || die "machine $1 is off"
  nsenter --target "$pid" --mount --uts --ipc --net --pid --root --wd -- env -i \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    "${@:2}"
}

controllers() { awk '$3 == "cgroup" { print $2 }' /proc/mounts; }

# As systemd has it: what serves pods is in a group beside theirs, or every thread of a kubelet would weigh
# as much as many pods. A machine weighs as much as eight threads of others: what its neighbours do must
# not be felt as a lost call.
make_cgroups() {
  local controller group
  while read -r controller; do
    group="$controller/$(cgroup_of "$1")"
    mkdir -p "$group"
    if [[ -e "$group/cpuset.cpus" ]]; then
      cat "$controller/cpuset.cpus" >"$group/cpuset.cpus"
      cat "$controller/cpuset.mems" >"$group/cpuset.mems"
    fi
    if [[ -e "$group/cpu.shares" ]]; then
      echo 8192 >"$group/cpu.shares"
      mkdir -p "$group/system"
    fi
  done < <(controllers)
}

# Processes that were just killed may take a moment to leave their group. runc makes groups in a version 2
# hierarchy too, where one is mounted beside version 1.
remove_cgroups() { until_true 15 no_cgroups "$1" || die "cgroups of machine $1 cannot be removed"; }
no_cgroups() {
  local group left=0
  for group in /sys/fs/cgroup/*/"$(cgroup_of "$1")"; do
    [[ -d "$group" ]] || continue
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || left=1
  done
  return "$left"
}
