#!/bin/sh
# The bridge's agent: applies the map of all nodes on this one, sees to it that it stays, and says
# what answers. A map without nodes makes it take all away. It runs in Flannel's image, on the host's network, and
# privileged: NET_ADMIN and NET_RAW would do, but for rp_filter.
#
# A device of our own, and a routing table of our own that is asked when the main table has nothing
# more specific than the pools: Calico's and Flannel's own routes win, the bridge carries the rest.
#   32690 to RANGE lookup 4242                                   a pin: whatever native routes there are
#   32700 to POOL lookup main suppress_prefixlength LEN(POOL)
#   32701 to POOL lookup 4242                                    and the links
# Calico takes the first device with an address for the node's, unless its list excludes it: ^cni.* does
# (calico node/pkg/lifecycle/startup/autodetection), so the device's name is not free to choose.
#
#   agent.sh once     applies the map once; exit 1 if it cannot
#   agent.sh run      again and again, until it is ended; it leaves all as it is then
#   agent.sh remove   takes away all that it made, and puts back what it found
#
# NODE_NAME  this node's name in the map
# LASTING    range of the pod network that will stay
# MAPS       folder with `nodes`, the map, and `pins`, each from its line `generation` to its line `end`
# WORK       folder for what it has to remember; on the host, gone with a reboot as all else is
set -u
export LC_ALL=C
maps=${MAPS:-/etc/restitch-bridge}
work=${WORK:-/run/restitch-bridge}
dev=cni-restitch
table=4242
proto=242

say() { printf '%s\n' "$*"; }

# A busybox has an `ip` of its own, which knows neither VXLAN nor batches, and its shell may prefer that one.
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

# ---- the map ---------------------------------------------------------------------------------------

# whole FILE: its generation; nothing if it is not there, or was cut off.
whole() {
  awk 'NR == 1 && $1 == "generation" { g = $2 } { last = $1 " " $2 } END { if (g != "" && last == "end " g) print g }' \
    "$1" 2>/dev/null
}

# read_map: nodes and pins into one file. Without pins nobody is pinned; the last that were whole are kept.
read_map() {
  cat "$maps/nodes" >"$work/nodes.new" 2>/dev/null || return 1
  map=$(whole "$work/nodes.new")
  [ -n "$map" ] || return 1
  mv "$work/nodes.new" "$work/nodes"
  cat "$maps/pins" >"$work/pins.new" 2>/dev/null && [ -n "$(whole "$work/pins.new")" ] && mv "$work/pins.new" "$work/pins"
  pins=$(whole "$work/pins")
  pins=${pins:-0}
  { [ "$pins" = 0 ] || cat "$work/pins"; cat "$work/nodes"; } >"$work/map"
}

# told: what this agent knows.
told() { printf 'map=%s pins=%s' "$map" "$pins"; }

# find_self: this node's line. address, link, mac.
find_self() {
  self=$(awk -v me="$NODE_NAME" '$1 == "node" && $2 == me { print $3, $4, $5; exit }' "$work/map")
  [ -n "$self" ] || return 1
  address=${self%% *}
  mac=${self##* }
  link=${self#* }
  link=${link% *}
}

# find_source: what this node's own packets come from where others see them. The kernel ends a connection that it
# masquerades as soon as its packets take another device (nf_nat_oif_changed), and each machine in change makes that twice;
# one that is known by an address that every way leads to goes on. That is the first address of the range of the network
# that stays, which a control plane has long before its conversion; without one it is the link's.
find_source() {
  source=$(awk -v me="$NODE_NAME" -v lasting="${LASTING:-}" '
    function number(address,  octet) {
      split(address, octet, ".")
      return ((octet[1] * 256 + octet[2]) * 256 + octet[3]) * 256 + octet[4]
    }
    # Without a power: a busybox may be built without mathematics.
    BEGIN {
      split(lasting, of, "/")
      low = number(of[1])
      for (size = 1; of[2] < 32; of[2]++) size *= 2
    }
    $1 == "node" && $2 == me {
      n = split($6, range, ",")
      for (i = 1; i <= n; i++) {
        sub("/.*", "", range[i])
        if (lasting != "" && number(range[i]) >= low && number(range[i]) < low + size) { print range[i]; exit }
      }
    }' "$work/map")
  source=${source:-$link}
}

# ---- the device ------------------------------------------------------------------------------------

strict_devices() { printf '%s\n' "${uplink:-none}" flannel.1 vxlan.calico "$dev"; }

# loosen: paths are asymmetric for moments, and a strict filter would drop them. What was found is
# kept for later. (The kernel takes the larger of `all` and the device's own.)
loosen() {
  all=$(cat /proc/sys/net/ipv4/conf/all/rp_filter)
  for d in $(strict_devices); do
    file=/proc/sys/net/ipv4/conf/$d/rp_filter
    [ -e "$file" ] || continue
    own=$(cat "$file")
    if [ "$own" = 1 ] || { [ "$all" = 1 ] && [ "$own" = 0 ]; }; then
      [ "$d" = "$dev" ] || [ -e "$work/rp_filter.$d" ] || printf '%s\n' "$own" >"$work/rp_filter.$d"
      echo 2 >"$file"
    fi
  done
}

# tighten: what was found stands again.
tighten() {
  for kept in "$work"/rp_filter.*; do
    [ -e "$kept" ] || continue
    d=${kept##*/rp_filter.}
    [ ! -e "/proc/sys/net/ipv4/conf/$d/rp_filter" ] || cat "$kept" >"/proc/sys/net/ipv4/conf/$d/rp_filter"
    rm -f "$kept"
  done
}

find_uplink() { uplink=$(ip -4 -o address show to "$address" | awk '{ print $2; exit }'); }

# device: stands as wanted; made anew if it does not. The address is given in the same request, or
# udev may choose another.
device() {
  find_uplink
  [ -n "$uplink" ] || { say "no device has this node's address $address"; return 1; }
  mtu=$(($(cat "/sys/class/net/$uplink/mtu") - 50))
  found=$(ip -d -o link show dev "$dev" 2>/dev/null)
  case $found in
    *"link/ether $mac "*"vxlan id $table "*"local $address dev $uplink "*) ;;
    *)
      [ -z "$found" ] || ip link delete dev "$dev" || return 1
      ip link add "$dev" address "$mac" mtu "$mtu" type vxlan id "$table" local "$address" dev "$uplink" \
        dstport 8472 nolearning || return 1
      ;;
  esac
  case $found in *" mtu $mtu "*) ;; *) ip link set dev "$dev" mtu "$mtu" || return 1 ;; esac
  case $(ip -4 -o address show dev "$dev") in
    *" $link/32 "*) ;;
    *) ip address replace "$link/32" dev "$dev" || return 1 ;;
  esac
  ip link set dev "$dev" up || return 1
  loosen
}

# ---- what is wanted, and what is there: the same lines ------------------------------------------------

# wanted MAP KIND: what a map wants here.
wanted() {
  awk -v me="$NODE_NAME" -v lasting="${LASTING:-}" -v table="$table" -v to="$work" -v kind="$2" '
    # One address is shown without a length.
    function shown(range) { sub("/32$", "", range); return range }
    function len(range) { return substr(range, index(range, "/") + 1) }
    BEGIN { printf "" >(to "/neigh." kind); printf "" >(to "/fdb." kind); printf "" >(to "/route." kind); printf "" >(to "/rule." kind) }
    $1 == "links" { print "32701 to " $2 " lookup " table >(to "/rule." kind) }
    $1 == "pool" {
      pools[++n] = $2
      print "32700 to " $2 " lookup main suppress_prefixlength " len($2) >(to "/rule." kind)
      print "32701 to " $2 " lookup " table >(to "/rule." kind)
    }
    $1 == "pin" { pinned[$2] = 1 }
    $1 == "rest" { rest = $2 }
    $1 == "node" && $2 == rest { through = $4 }
    # Its own are elsewhere: between a pin and the way to what nobody knows, which exclude each other, they would go round.
    $1 == "node" && $2 == me && $6 != "-" {
      count = split($6, range, ",")
      for (i = 1; i <= count; i++) print shown(range[i]), "throw" >(to "/route." kind)
    }
    $1 == "node" && $2 != me {
      print $4, $5 >(to "/neigh." kind)
      print $5, $3 >(to "/fdb." kind)
      print $4, "direct" >(to "/route." kind)
      if ($6 != "-") {
        count = split($6, range, ",")
        for (i = 1; i <= count; i++) {
          print shown(range[i]), $4 >(to "/route." kind)
          if ($2 in pinned) print "32690 to " shown(range[i]) " lookup " table >(to "/rule." kind)
        }
      }
    }
    END {
      for (i = 1; i <= n; i++) {
        # A block of Calico that the map does not know yet: one of its own nodes does. A pin comes before the routes to
        # pods of this node itself.
        if (me in pinned) print "32690 to " pools[i] " lookup " table >(to "/rule." kind)
        else if (through != "" && me != rest && pools[i] != lasting) print pools[i], through >(to "/route." kind)
      }
    }
  ' "$1"
}

# translations: what is done to addresses, first rule first, as iptables -S tells it. From one pool to another nothing is.
# What this node itself sends, and what kube-proxy would masquerade (its mark), comes from where find_source says; on a
# worker that will go, which has no address that lasts, also from the one that it would be masqueraded to.
# The mark stays on a packet, and on the one of UDP around it, which kube-proxy is not to masquerade (it clears its own).
translations() {
  find_source
  ours="-m comment --comment restitch -j"
  marked="-m mark --mark 0x4000/0x4000"
  for from in $(pools); do
    for to in $(pools); do
      [ "$from" = "$to" ] || echo "-s $from -d $to $ours ACCEPT"
    done
  done
  for port in 8472 4789; do echo "-s $address/32 -p udp $marked -m udp --dport $port $ours ACCEPT"; done
  echo "-s $address/32 -o $dev $ours SNAT --to-source $source"
  echo "-o $dev $marked $ours SNAT --to-source $source"
  for d in $(native_devices); do
    at=$(ip -4 -o address show dev "$d" 2>/dev/null | awk '{ sub("/.*", "", $4); print $4; exit }')
    [ -n "$at" ] || continue
    for to in $(pools); do echo "-d $to -o $d $marked $ours SNAT --to-source $at"; done
  done
}

# native_devices: by which a pod network of this node sends. A control plane has an address that lasts, and none of its
# network's own until it is converted: what goes by its old one does not outlive that.
native_devices() {
  if [ "$source" = "$link" ]; then echo "$uplink vxlan.calico tunl0"; else echo flannel.1; fi
}

pools() { awk '$1 == "pool" { print $2 }' "$work/map"; }

present() {
  ip neigh show dev "$dev" nud permanent | awk '$2 == "lladdr" { print $1, $3 }' >"$work/neigh.have"
  bridge fdb show dev "$dev" | awk '$2 == "dst" { print $1, $3 }' >"$work/fdb.have"
  ip -4 route show table "$table" 2>/dev/null | awk '
    $1 == "throw" { print $2, $1; next }
    { print $1, $2 == "via" ? $3 : "direct" }' >"$work/route.have"
  rules >"$work/rule.have"
  translated first >"$work/nat.have"
}

# rules: ours, by preference and shape; a rule of others under one of these numbers is not ours.
rules() {
  ip -4 rule show | awk -v table="$table" '
    { sub(":", "", $1) }
    ($1 == 32690 || $1 == 32701) && $2 == "from" && $3 == "all" && $4 == "to" && $6 == "lookup" && $7 == table && NF == 7 {
      print $1, "to", $5, "lookup", $7 }
    $1 == 32700 && $2 == "from" && $3 == "all" && $4 == "to" && $6 == "lookup" && $7 == "main" && $8 == "suppress_prefixlength" && NF == 9 {
      print $1, "to", $5, "lookup main suppress_prefixlength", $9 }'
}

# translated FILTER: our rules there; those that count, which kube-proxy does not come before, or all.
translated() {
  iptables -w 5 -t nat -S POSTROUTING | awk -v all="$1" '
    all != "all" && / -j KUBE-POSTROUTING/ { exit }
    / --comment restitch -j / { sub("^-A POSTROUTING ", ""); print }'
}

# translate FILE: puts our rules there, at once, before everybody else's. Without a file none.
translate() {
  {
    echo '*nat'
    translated all | sed 's/^/-D POSTROUTING /'
    [ -z "$1" ] || awk '{ rule[NR] = $0 } END { for (i = NR; i > 0; i--) print "-I POSTROUTING 1 " rule[i] }' "$1"
    echo COMMIT
  } | iptables-restore -w 5 --noflush
}

# clamped CHANGE: -C, -I or -D of the rule by which a connection that begins over the bridge carries no more than fits.
# A socket that speaks to its own machine's address, as one to a NodePort does, goes by the loopback's MTU and does not
# always learn from the kernel's word that a packet was too long for where it is sent instead.
clamped() {
  iptables -w 5 -t mangle "$1" POSTROUTING -o "$dev" -p tcp --tcp-flags SYN,RST SYN \
    -m comment --comment restitch -j TCPMSS --clamp-mss-to-pmtu
}

batch() {
  tool=$1
  [ -s "$2" ] || return 0
  "$tool" -batch "$2" || return 1
}

# ---- apply -----------------------------------------------------------------------------------------

# apply: from whatever is there.
apply() {
  device || return 1
  clamped -C 2>/dev/null || clamped -I || return 1
  wanted "$work/map" want
  translations >"$work/nat.want"
  present
  settle
}

# step: from the map that was applied last, where all is as that left it: only what differs. No translation does.
step() {
  wanted "$work/map.come" want
  wanted "$work/map.gone" have
  cp "$work/nat.want" "$work/nat.have"
  settle
}

# differs: nodes of the last map and of this one that are not the same in both, each behind all that is no node. Fails if
# that is another one, or this node is, or there are too many.
differs() {
  awk -v to="$work" -v me="$NODE_NAME" '
    $1 == "generation" || $1 == "end" { next }
    FILENAME == ARGV[1] { if ($1 == "node") old[$2] = $0; else before = before $0 "\n"; next }
    $1 != "node" { common = common $0 "\n"; next }
    old[$2] != $0 {
      if ($2 == me || ++n > 100) exit 1
      come = come $0 "\n"
      if ($2 in old) gone = gone old[$2] "\n"
    }
    { delete old[$2] }
    END {
      for (name in old) { gone = gone old[name] "\n"; n++ }
      if (before != common || n > 100) exit 1
      printf "%s%s", common, come >(to "/map.come")
      printf "%s%s", common, gone >(to "/map.gone")
    }' "$work/map.applied" "$work/map" 2>/dev/null
}

# settle: what is new comes before what is old goes, and routes before the rules that lead to them. A line that only changed
# is replaced, not taken away; a rule is its own key.
settle() {
  for list in add fdb.add delete fdb.delete; do : >"$work/$list"; done
  changes=$(awk -v dev="$dev" -v table="$table" -v proto="$proto" -v to="$work" '
    function add(command) { print command >(to (kind == "fdb" ? "/fdb.add" : "/add")); n++ }
    function drop(command) { print command >(to (kind == "fdb" ? "/fdb.delete" : "/delete")); n++ }
    FNR == 1 {
      parts = split(FILENAME, part, "/")
      split(part[parts], name, ".")
      kind = name[1]
      there = name[2] == "have"
    }
    seen[there, kind, $0]++ { next }
    there { kinds[++lines] = kind; have[lines] = $0; next }
    { wanted[kind, kind == "rule" ? $0 : $1] }
    (1, kind, $0) in seen { next }
    kind == "neigh" { add("neigh replace " $1 " lladdr " $2 " dev " dev " nud permanent") }
    kind == "route" && $2 == "throw" { add("route replace throw " $1 " table " table " proto " proto) }
    kind == "route" && $2 != "throw" {
      add("route replace " $1 ($2 == "direct" ? " dev " dev : " via " $2 " dev " dev " onlink") " table " table " proto " proto) }
    kind == "rule" { sub(/^[0-9]+/, "rule add pref &"); add($0) }
    kind == "fdb" { add("fdb replace " $1 " dev " dev " dst " $2 " self permanent") }
    kind == "nat" { n++ }
    END {
      for (i = 1; i <= lines; i++) {
        kind = kinds[i]
        split(have[i], word, " ")
        if (kind == "nat" || (kind, kind == "rule" ? have[i] : word[1]) in wanted) continue
        if (kind == "rule") { sub(/^[0-9]+/, "rule delete pref &", have[i]); drop(have[i]) }
        if (kind == "route") drop("route delete " word[1] " table " table)
        if (kind == "neigh") drop("neigh delete " word[1] " dev " dev)
        if (kind == "fdb") drop("fdb delete " word[1] " dev " dev " self")
      }
      print n + 0
    }' "$work/rule.have" "$work/route.have" "$work/neigh.have" "$work/fdb.have" "$work/nat.have" \
    "$work/neigh.want" "$work/route.want" "$work/rule.want" "$work/fdb.want" "$work/nat.want") || return 1
  batch bridge "$work/fdb.add" && { cmp -s "$work/nat.want" "$work/nat.have" || translate "$work/nat.want"; } &&
    batch ip "$work/add" && batch ip "$work/delete" && batch bridge "$work/fdb.delete"
}

# state: all that a pass looks at, in one word. How long an address is leased is not of it.
state() {
  {
    ip -4 -d -o address show | sed 's/ valid_lft .*//'
    ip -d -o link show dev "$dev"
    printf '%s\n' "neigh show dev $dev nud permanent" "route show table $table" "rule show" | ip -4 -o -force -batch -
    bridge fdb show dev "$dev"
    for in_table in nat mangle; do iptables -w 5 -t "$in_table" -S POSTROUTING; done
    cat "/sys/class/net/${uplink:-none}/mtu" \
      $(printf '/proc/sys/net/ipv4/conf/%s/rp_filter\n' all $(strict_devices))
  } 2>&1 | md5sum | cut -d' ' -f1
}

# ---- what answers ----------------------------------------------------------------------------------

# peers: those in change, and a few of the others, each node its own few. With the first address of its range, or -.
peers() {
  awk -v me="$NODE_NAME" '
    BEGIN { n = 0 }
    $1 == "pin" { pinned[$2] = 1 }
    $1 == "node" && $2 == me { at = n }
    $1 == "node" && $2 != me { name[n] = $2; link[n] = $4; first[n] = $6; sub("/.*", "", first[n]); n++ }
    END {
      for (i = 0; i < n; i++) if (name[i] in pinned) print name[i], link[i], first[i]
      few = n < 8 ? n : 8
      for (i = 0; i < few; i++) { k = (at + i * int(n / few)) % n; if (!(name[k] in pinned)) print name[k], link[k], first[k] }
    }' "$work/map"
}

probe() {
  : >"$work/silent"
  peers >"$work/peers"
  while read -r name to _; do
    { ping -c 1 -W 1 "$to" >/dev/null 2>&1 || ping -c 1 -W 2 "$to" >/dev/null 2>&1 || printf '%s\n' "$name" >>"$work/silent"; } &
  done <"$work/peers"
  wait
  silent=
  [ ! -s "$work/silent" ] || silent=$(sort "$work/silent" | tr '\n' ',' | sed 's/,$//')
}

# alone: whether this node reaches all others' ranges without the bridge: native routes to each, and those that are probed
# answer by them. These are looked at first: where there is need of the bridge, it is for some of them, mostly.
alone() {
  awk '$3 != "-" { print "route get", $3 }' "$work/peers" >"$work/routes"
  native || { echo no; return; }
  # The first address of a green node's range is its flannel.1's.
  awk -v me="$NODE_NAME" '$1 == "node" && $2 != me && $6 != "-" {
    n = split($6, range, ","); for (i = 1; i <= n; i++) { sub("/.*", "", range[i]); print "route get", range[i] } }' \
    "$work/map" >"$work/routes"
  native || { echo no; return; }
  while read -r _ _ first; do
    [ "$first" = - ] || ping -c 1 -W 2 "$first" >/dev/null 2>&1 || { echo no; return; }
  done <"$work/peers"
  echo yes
}

# native: every route that is asked for is another one than the bridge's.
native() { ip -4 -batch "$work/routes" >"$work/native" 2>/dev/null && ! grep -q " dev $dev " "$work/native"; }

# ---- ways to start ---------------------------------------------------------------------------------

once() {
  mkdir -p "$work" || return 1
  read_map || { say "no whole map in $maps"; return 1; }
  if ! grep -q '^node ' "$work/map"; then
    remove >&2 || { say "$(told) applied=no"; return 1; }
    say "$(told) applied=yes"
    return 2
  fi
  find_self || { say "the map does not know node $NODE_NAME"; return 1; }
  changes=0
  [ -n "${uplink:-}" ] || find_uplink
  now=$(state)
  applied=$(cat "$work/applied" 2>/dev/null)
  if [ -z "$now" ] || [ "$map $pins $now" != "$applied" ]; then
    rm -f "$work/applied"
    if [ -n "$now" ] && [ "${applied##* }" = "$now" ] && differs; then
      step || { say "$(told) applied=no"; return 1; }
      now=$(state)
      : >"$work/stepped"
    else
      apply || { say "$(told) applied=no"; return 1; }
      # Somebody may have taken a piece away meanwhile: only what a whole pass left as it was is as it should be.
      [ "$now" = "$(state)" ] || now=
      rm -f "$work/stepped"
    fi
    cp "$work/map" "$work/map.applied"
    [ -z "$now" ] || printf '%s\n' "$map $pins $now" >"$work/applied"
  fi
  say "$(told) applied=yes changes=$changes"
}

# run: the map is looked at every second; all is asserted when it changed, and five seconds after that was last done. A step
# asserts what it changes: within a minute a whole pass does the rest.
run() {
  trap 'exit 0' TERM INT
  last=
  said=
  beat=0
  minute=0
  while :; do
    parts=$(md5sum "$maps/nodes" "$maps/pins" 2>/dev/null)
    if [ "$parts" != "$last" ] || [ $((beat % 5)) -eq 0 ]; then
      [ "$parts" = "$last" ] || beat=0
      last=$parts
      if [ "$minute" -ge 60 ]; then
        minute=0
        [ ! -e "$work/stepped" ] || rm -f "$work/applied"
      fi
      once >"$work.said"
      case $? in
        0)
          probe
          report="$(told) applied=yes silent=${silent:--} alone=$(alone)"
          [ -n "$silent" ] || : >"$work/ready"
          [ -z "$silent" ] || rm -f "$work/ready"
          ;;
        *)
          report=$(tail -n 1 "$work.said")
          rm -f "$work/ready"
          ;;
      esac
      rm -f "$work.said"
      [ "$report" = "$said" ] && [ $((beat % 60)) -ne 0 ] || say "$report"
      said=$report
    fi
    beat=$((beat + 1))
    minute=$((minute + 1))
    sleep 1 &
    wait $!
  done
}

remove() {
  rules 2>/dev/null | awk '{ pref = $1; $1 = ""; print "rule delete pref", pref $0 }' >"$work.rules"
  [ ! -s "$work.rules" ] || ip -batch "$work.rules" || return 1
  ip -4 route flush table "$table" proto "$proto" 2>/dev/null
  translate '' || return 1
  while clamped -D 2>/dev/null; do :; done
  if ip link show dev "$dev" >/dev/null 2>&1; then ip link delete dev "$dev" || return 1; fi
  tighten
  # The folder itself may be a mount; it is as empty as it was made.
  rm -rf "$work"/* "$work.rules"
  rmdir "$work" 2>/dev/null
  say "removed"
}

case ${1:-} in
  once) once ;;
  run) mkdir -p "$work" && run ;;
  remove) remove ;;
  *) say "once, run or remove?"; exit 64 ;;
esac
