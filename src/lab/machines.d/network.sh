# shellcheck shell=bash
# The lab's network: a bridge in a namespace of its own, the load balancer on it, and each machine's cable.

network_up() {
  local net="$LAB_DIR/net"
  touch "$net"
  unshare --net="$net" true
  # shellcheck disable=SC2016  # the arguments are the inner shell's
  nsenter --net="$net" sh -euc '
    ip link set lo up
    ip link add br0 type bridge
    ip address add "$1/24" dev br0
    ip link set br0 up' sh "$LAB_GATEWAY"
}

# haproxy in front of the API servers: one that does not say it is ready gets no new connection within a
# second and a half, and those it has are ended, so that a client notices at once and comes back to another.
load_balancer_up() {
  local name
  {
    sed "s/@GATEWAY@/$LAB_GATEWAY/" "$MACHINES_HOME/haproxy.cfg"
    while read -r name; do
      printf '  server %s %s:6443\n' "$name" "$(address_of "$name")"
    done < <(machine_names cp-)
  } >"$LAB_DIR/haproxy.cfg"
  start haproxy nsenter --net="$LAB_DIR/net" haproxy -db -f "$LAB_DIR/haproxy.cfg"
}

# A cable from the bridge to a new namespace, MACHINE/net, with the machine's address on its eth0. Its kernel drops what
# does not come in where it would go out to, as some distributions have it.
connect() {
  local name="$1" net address
  net="$(machine_dir "$name")/net"
  address="$(address_of "$name")"
  disconnect "$name"
  touch "$net"
  unshare --net="$net" true
  # shellcheck disable=SC2016  # the arguments are the inner shell's
  nsenter --net="$LAB_DIR/net" sh -euc '
    ip link add "$1" type veth peer name eth0 address "$2" netns "$3"
    ip link set "$1" master br0 up' sh "$(cable "$name")" "$(mac "$address")" "$net"
  # shellcheck disable=SC2016  # the arguments are the inner shell's
  nsenter --net="$net" sh -euc '
    for device in all default eth0; do echo 1 >"/proc/sys/net/ipv4/conf/$device/rp_filter"; done
    ip link set lo up
    ip address add "$1/24" dev eth0
    ip link set eth0 up
    ip route add default via "$2"' sh "$address" "$LAB_GATEWAY"
}

disconnect() {
  nsenter --net="$LAB_DIR/net" ip link delete "$(cable "$1")" 2>/dev/null || true
  forget_net "$(machine_dir "$1")/net"
}

# forget_net FILE: the file no longer holds its namespace.
forget_net() {
  if mountpoint -q "$1" 2>/dev/null; then
    umount "$1"
  fi
  rm -f -- "$1"
}

# The bridge's end has a name of at most 15 characters; the last part of the address is enough.
cable() { printf 'm%s' "$(address_of "$1" | cut -d. -f4)"; }
mac() { printf '02:00:ac:14:00:%02x' "${1##*.}"; }

# Ends every process whose network is the one that FILE holds: what a crash left unrecorded is found too.
end_processes_in() {
  local net pid
  mountpoint -q "$1" 2>/dev/null || return 0
  net="$(stat -L -c '%i' "$1")"
  while IFS=/ read -r _ _ pid _; do
    kill -KILL "$pid" 2>/dev/null || true
  done < <(find /proc -mindepth 3 -maxdepth 3 -path '/proc/[0-9]*/ns/net' -lname "net:\\[$net\\]" 2>/dev/null)
}
