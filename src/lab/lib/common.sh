# shellcheck shell=bash
# What every script of the lab needs: speaking, starting, waiting, stopping. Sourced, never run.

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# The folder of a lab that is already up, made absolute.
open_lab() {
  [[ $# -ge 1 && -n "$1" ]] || die "which lab? give the folder that 'up' printed"
  [[ -d "$1/pids" ]] || die "$1 is not a lab: it has no pids/ (start one with src/lab/up)"
  LAB_DIR="$(cd -- "$1" && pwd)"
}

require() {
  local tool lacking=()
  for tool in "$@"; do
    command -v "$tool" >/dev/null || lacking+=("$tool")
  done
  ((${#lacking[@]} == 0)) || die "not found on PATH: ${lacking[*]} (install them with your package manager)"
}

# Whether the process NAME of this lab lives. A pid that now belongs to somebody else does not count.
# Amid an exec a process has no command line for a moment, so an empty one is read again.
alive() {
  local pid line look
  [[ -f "$LAB_DIR/pids/$1" ]] || return 1
  pid="$(<"$LAB_DIR/pids/$1")"
  for look in 1 2 3 4 5; do
    line="$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null)" || return 1
    [[ -z "$line" ]] || break
    ((look == 5)) || sleep 0.02
  done
  [[ "$line" == *"$LAB_DIR"* ]]
}

# start NAME COMMAND…: in a session of its own, with a log and a pid file. Until the new process has
# become the command it would not count as alive, so that is waited for.
start() {
  local name="$1" pid
  shift
  setsid nohup "$@" >>"$LAB_DIR/$name.log" 2>&1 </dev/null 8>&- 9>&- &
  pid=$!
  printf '%s\n' "$pid" >"$LAB_DIR/pids/$name"
  while ! alive "$name" && kill -0 "$pid" 2>/dev/null; do
    sleep 0.02
  done
}

# Ends the process NAME: asks, waits up to 15 s, then insists.
stop() {
  local name="$1" pid deadline
  if alive "$name"; then
    pid="$(<"$LAB_DIR/pids/$name")"
    kill -TERM "$pid" 2>/dev/null || true
    deadline=$((SECONDS + 15))
    while alive "$name"; do
      if ((SECONDS >= deadline)); then
        kill -KILL "$pid" 2>/dev/null || true
        deadline=$((SECONDS + 5))
      fi
      sleep 0.05
    done
  fi
  rm -f -- "$LAB_DIR/pids/$name"
}

# Ends everything, what depends on others first.
stop_all() {
  local name
  for name in machine-room kwok kube-scheduler kube-controller-manager kube-apiserver etcd; do
    stop "$name"
  done
  rmdir -- "$LAB_DIR/pids"
}

last_lines() {
  say "last lines of $1.log:"
  tail -n "${2:-12}" "$LAB_DIR/$1.log" >&2 || true
}

# await NAME SECONDS COMMAND…: until the command succeeds; fails when the process NAME dies or time is up.
await() {
  local name="$1" deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! alive "$name"; then
      last_lines "$name"
      die "$name ended before it was ready"
    fi
    if ((SECONDS >= deadline)); then
      last_lines "$name"
      die "$name was not ready in time (waited for: $*)"
    fi
    sleep 0.1
  done
}

# COUNT free ports on loopback, outside the range that outgoing connections take theirs from.
free_ports() {
  python3 - "$1" <<'PY'
import random, socket, sys
held, ports = [], []
for port in random.sample(range(20000, 30000), 2000):
    s = socket.socket()
    try:
        s.bind(("127.0.0.1", port))
    except OSError:
        continue
    held.append(s)
    ports.append(port)
    if len(ports) == int(sys.argv[1]):
        break
print(*ports)
PY
}
