# ---- machine: looking at links, routes, sets, tables, files --------------------------------------

# kernel_has MODULE: loaded, or built in, or not to be found out.
kernel_has() {
  [ -d "/sys/module/$1" ] || [ ! -d "/lib/modules/$(uname -r)" ] ||
    grep -qs "/$1\.ko" "/lib/modules/$(uname -r)/modules.builtin"
}

# need_tools: what cannot be seen cannot be called clean. A tool may only be missing where the kernel has nothing for it.
need_tools() {
  need ip iproute2
  need awk gawk
  if kernel_has ip_set; then need ipset ipset; fi
  if kernel_has nf_tables; then need nft nftables; fi
  need_rule_tools
}

# look: reads what is listed from later. Fails if something cannot be read.
look() {
  links=$(ip -o link | awk -F'[ :@]+' '{ print $2 }') || return 1
  sets=
  if command -v ipset >/dev/null; then
    sets=$(ipset list -n) || return 1
  fi
  tables=
  if command -v nft >/dev/null; then
    tables=$(nft list tables) || return 1
  fi
}

# lines TEXT PATTERN: those that match; none is no failure.
lines() { printf '%s\n' "$1" | grep -E -- "$2" || [ $? = 1 ]; }

# tagged OWNER KIND: puts both before every line that is not empty.
tagged() { awk -v owner="$1" -v kind="$2" 'NF { sub(/ +$/, ""); printf "%s\t%s\t%s\n", owner, kind, $0 }'; }

# present: those of the files named on stdin that are there.
present() {
  while read -r file; do
    if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\n' "$file"; fi
  done
}

# present_like FOLDER PATTERN
present_like() {
  if [ -d "$1" ]; then find "$1" -mindepth 1 -maxdepth 1 -name "$2"; fi
}

# known_tables NAMES: those of the nft tables named that are there.
known_tables() {
  printf '%s\n' "$1" | while read -r name; do
    printf '%s\n' "$tables" | grep -qxF "table $name" && printf '%s\n' "$name"
  done || :
}

# processes_here NAMES: ids of processes of these names (a pattern) in this network: a pod with a network of its own is
# somebody else.
processes_here() {
  here=$(readlink /proc/self/ns/net)
  # shellcheck disable=SC2013 # paths in /proc have no spaces
  for comm in $(grep -lsxE "$1" /proc/[0-9]*/comm); do
    process=${comm#/proc/}
    process=${process%/comm}
    if [ "$(readlink "/proc/$process/ns/net" 2>/dev/null)" = "$here" ]; then printf '%s\n' "$process"; fi
  done
}

runs_here() { [ -n "$(processes_here "$1")" ]; }
