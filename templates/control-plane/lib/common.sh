# ---- common: how every script speaks and ends ----------------------------------------------------

# shellcheck disable=SC2034,SC2317 # parts are shared, and no script uses all of them
set -eu
umask 077
export LC_ALL=C
# sudo's secure_path often lacks /usr/local/bin, where crictl and etcdctl may lie.
PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# What restitch keeps on a machine; only root can read it.
home=/var/lib/restitch

say() { printf '%s\n' "$*" >&2; }

# quit STATUS WORDS…: the last line names the thing and the way out.
# 10: a person has to look. 11: not now. 12: a tool is missing. 1: it failed.
quit() {
  status=$1
  shift
  say "$*"
  exit "$status"
}

# need TOOL PACKAGE
need() {
  command -v "$1" >/dev/null || quit 12 "$1 is missing on this machine: install the package $2"
}

# one_line TEXT
one_line() { printf %s "$1" | tr '\n' ' '; }

# json TEXT: a JSON string. Control characters, which no name here has, become '?'.
json() {
  printf '"%s"' "$(printf %s "$1" | tr '\001-\037' '[?*]' | sed 's/\\/\\\\/g; s/"/\\"/g')"
}
