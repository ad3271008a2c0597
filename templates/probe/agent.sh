#!/bin/sh
# A probe: tries whether the network carries what the bridge and Flannel will send over it, before
# anything is changed, and says what it found. It runs in Flannel's image, on the host's network,
# with NET_ADMIN and NET_RAW, and takes away all that it made when it ends, or when the next one begins.
#
# A VXLAN device of its own on UDP 8472, with a VNI that nobody else has, beside whatever else is on
# that port; the outer header says that it must not be fragmented. Frames to a node that was not heard
# yet go to all that this one tries, so that each learns whom it hears: that tells one way from the other.
# Its name is one that Calico's address autodetection leaves alone (^cni.*).
#   32702 to LINKS lookup 4243
#
#   agent.sh run      until it is ended
#   agent.sh remove   takes away what one that was killed left
#
# NODE_NAME  this node's name in the map
# MAPS       folder with `nodes`, the map, from its line `probe` to its line `end`
# WORK       folder for what it has to remember
# LIFE       seconds after which it takes all away by itself
set -u
export LC_ALL=C
maps=${MAPS:-/etc/restitch-probe}
work=${WORK:-/tmp/restitch-probe}
life=${LIFE:-1200}
dev=cni-probe
bridge=cni-restitch
vni=4243
table=4243
pref=32702
proto=242

# A busybox has an `ip` of its own, which knows no VXLAN, and its shell may prefer that one.
iproute=$(
  IFS=:
  for dir in $PATH; do
    if "$dir/ip" -V 2>/dev/null | grep -q iproute2; then
      echo "$dir/ip"
      break
    fi
  done
)
ip() { "${iproute:-ip}" "$@"; }

# joined: lines as one word, the first few of them; `-` for none.
joined() {
  awk 'NR <= 8 { all = all (NR > 1 ? "," : "") $0 } END { print all == "" ? "-" : all }'
}

# ---- the map ---------------------------------------------------------------------------------------

# read_map: which one it is, this node's line, and who is tried by or tries it: number, link, mac, address.
read_map() {
  id=$(awk 'NR == 1 && $1 == "probe" { g = $2 } { last = $1 " " $2 } END { if (g != "" && last == "end " g) print g }' \
    "$maps/nodes" 2>/dev/null)
  [ -n "$id" ] || { echo "no whole map in $maps"; return 1; }
  links=$(awk '$1 == "links" { print $2 }' "$maps/nodes")
  self=$(awk -v me="$NODE_NAME" '$1 == "node" && $3 == me { print $2, $4, $5, $6, $7; exit }' "$maps/nodes")
  [ -n "$self" ] || { echo "the map does not know node $NODE_NAME"; return 1; }
  read -r number address link mac targets <<SELF
$self
SELF
  awk -v me="$number" -v mine=",$targets," '
    $1 == "node" && $2 != me {
      tried = index(mine, "," $2 ",") > 0
      tries = index("," $7 ",", "," me ",") > 0
      if (tried || tries) print $2, $5, $6, $4, tried ? "tried" : "-", tries ? "tries" : "-"
    }' "$maps/nodes" >"$work/partners"
}

# ---- this machine ----------------------------------------------------------------------------------

# in_range: which addresses and routes share addresses with the range of links. Routes for half of all
# addresses or the like stand for a default.
in_range() {
  {
    ip -4 -o address show | awk '{ print $4 ($4 ~ /\// ? "" : "/32"), $2 }'
    ip -4 route show table all | awk '
      $1 == "local" || $1 == "broadcast" { next }
      {
        to = $1 ~ /^[0-9]/ ? $1 : $2
        at = "-"
        for (i = 1; i < NF; i++) if ($i == "dev") at = $(i + 1)
        if (to ~ /^[0-9]/) print to (to ~ /\// ? "" : "/32"), at
      }'
  } | awk -v links="$links" -v ours="$dev" -v bridge="$bridge" '
    function first(range, part) { split(range, part, /[.\/]/); return ((part[1] * 256 + part[2]) * 256 + part[3]) * 256 + part[4] }
    # A busybox may know no powers.
    function size(range, part, all) { split(range, part, "/"); for (all = 1; part[2] < 32; part[2]++) all *= 2; return all }
    function start(range) { return int(first(range) / size(range)) * size(range) }
    $2 != ours && $2 != bridge && size($1) <= 16777216 &&
      start($1) < start(links) + size(links) && start(links) < start($1) + size($1) { print $1 "@" $2 }' |
    sort -u | joined
}

left_devices() {
  for d in "$bridge" "$dev"; do
    ip link show dev "$d" >/dev/null 2>&1 && echo "$d"
  done | joined
}

others() {
  ip -d -o link show type vxlan 2>/dev/null | awk -v ours="$dev" -v bridge="$bridge" '
    / dstport 8472 / { name = $2; sub(/[:@].*/, "", name); if (name != ours && name != bridge) print name }' | joined
}

# device: stands, and leads to all partners; state says how that went.
device() {
  mtu=0
  state=absent
  uplink=$(ip -4 -o address show to "$address" | awk '{ print $2; exit }')
  [ -n "$uplink" ] || return 1
  mtu=$(($(cat "/sys/class/net/$uplink/mtu") - 50))
  state=failed
  ip link add "$dev" address "$mac" mtu "$mtu" type vxlan id "$vni" local "$address" dev "$uplink" \
    dstport 8472 ageing 3600 df set || return 1
  state=taken
  ip link set dev "$dev" up || { ip link delete dev "$dev"; return 1; }
  state=failed
  ip address add "$link/32" dev "$dev" || return 1
  awk -v d="$dev" -v t="$table" -v p="$proto" -v mtu="$mtu" '{
    print "neigh replace", $2, "lladdr", $3, "dev", d, "nud permanent"
    print "route replace", $2, "dev", d, "table", t, "proto", p, "mtu lock", mtu }' "$work/partners" >"$work/ip"
  awk -v d="$dev" '{ print "fdb append 00:00:00:00:00:00 dev", d, "dst", $4, "self permanent" }' "$work/partners" >"$work/fdb"
  [ ! -s "$work/ip" ] || ip -batch "$work/ip" || return 1
  [ ! -s "$work/fdb" ] || bridge -batch "$work/fdb" || return 1
  ip rule add pref "$pref" to "$links" lookup "$table" || return 1
  state=up
}

# rules: ours, by preference and shape.
rules() {
  ip -4 rule show | awk -v pref="$pref:" -v table="$table" '
    $1 == pref && $2 == "from" && $3 == "all" && $4 == "to" && $6 == "lookup" && $7 == table && NF == 7 { print $5 }'
}

# clear: takes away what this one, or one before it, made. A device of our name that is not ours stays.
clear() {
  for to in $(rules); do ip rule delete pref "$pref" to "$to" lookup "$table"; done
  ip -4 route flush table "$table" proto "$proto" 2>/dev/null
  case $(ip -d -o link show dev "$dev" 2>/dev/null) in
    *" vxlan id $vni "*) ip link delete dev "$dev" ;;
  esac
  rm -rf "$work"
}

# ---- who answers -----------------------------------------------------------------------------------

# answers LINK BYTES: whether a packet of this size comes back.
answers() { ping -c 1 -W 1 -s $(($2 - 28)) "$1" >/dev/null 2>&1; }

# try NUMBER LINK: a small packet first, then the largest; if that does not come back, once: which does.
try() {
  answers "$2" 84 || return 0
  if answers "$2" "$mtu" || answers "$2" "$mtu"; then
    echo "$mtu" >"$work/fits.$1"
    return 0
  fi
  [ ! -e "$work/fits.$1" ] || return 0
  low=84
  high=$mtu
  while [ $((high - low)) -gt 1 ]; do
    middle=$(((low + high) / 2))
    if answers "$2" "$middle" || answers "$2" "$middle"; then low=$middle; else high=$middle; fi
  done
  echo "$low" >"$work/fits.$1"
}

round() {
  while read -r n to _ _ tried _; do
    [ "$tried" = tried ] && [ "$(cat "$work/fits.$n" 2>/dev/null)" != "$mtu" ] || continue
    try "$n" "$to" &
  done <"$work/partners"
  wait
}

# heard: numbers of those whose frames came, learned from where they came.
heard() {
  bridge fdb show dev "$dev" | awk '
    FILENAME == ARGV[1] { number[$3] = $1; next }
    $2 == "dst" && $0 !~ /permanent/ && ($1 in number) { print number[$1] }' "$work/partners" - | sort -n -u
}

fits() {
  awk '$5 == "tried" { print $1 }' "$work/partners" | while read -r n; do
    [ ! -s "$work/fits.$n" ] || echo "$n:$(cat "$work/fits.$n")"
  done
}

# all_joined: lines as one word, all of them.
all_joined() { tr '\n' ',' | sed 's/,$//; s/^$/-/'; }

# ---- ways to start ---------------------------------------------------------------------------------

say() { echo "probe=$id state=$state mtu=$mtu range=$range devices=$devices others=$others $*"; }

idle() {
  while :; do
    sleep 3600 &
    wait $!
  done
}

run() {
  trap 'clear; exit 0' TERM INT
  clear
  mkdir -p "$work" && read_map || idle
  range=$(in_range)
  devices=$(left_devices)
  others=$(others)
  device >&2 || { say "heard=- fits=- left=0 quiet=0"; idle; }
  began=$(date +%s)
  told=
  quiet=0
  while [ $(($(date +%s) - began)) -lt "$life" ]; do
    round
    came=$(heard)
    fitting=$(fits)
    now="heard=$(echo "$came" | all_joined) fits=$(echo "$fitting" | all_joined)"
    if [ "$now" = "$told" ]; then quiet=$((quiet + 1)); else quiet=0; fi
    told=$now
    left=$(left)
    if [ "$quiet" -lt 8 ] || [ $((quiet % 30)) -eq 0 ]; then say "$now left=$left quiet=$quiet"; fi
    sleep 1 &
    wait $!
  done
  clear
  state=over
  say "heard=- fits=- left=0 quiet=0"
  idle
}

# left: those tried that do not answer in full, and those that try this one and were not heard.
left() {
  {
    echo "$came" | sed 's/^/came /'
    echo "$fitting" | tr ':' ' ' | sed 's/^/fits /'
    sed 's/^/node /' "$work/partners"
  } | awk -v mtu="$mtu" '
    $1 == "came" { came[$2] }
    $1 == "fits" { fits[$2] = $3 }
    $1 == "node" { n += ($6 == "tried" && fits[$2] != mtu) + ($7 == "tries" && !($2 in came)) }
    END { print n + 0 }'
}

case ${1:-} in
  run) run ;;
  remove) clear ;;
  *) echo "run or remove?"; exit 64 ;;
esac
