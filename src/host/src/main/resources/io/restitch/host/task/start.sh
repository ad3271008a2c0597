# Starts a host task so that nothing but the machine itself can end it. A root shell reads this on its stdin; what
# stands between @ signs was filled in before, shell-quoted. Prints one line:
#
#   started      it runs now, or has run already when the reply of this very call got lost
#   running      it runs since before: follow it
#   busy NAME    another task runs on this machine: ask again
#   missing TOOL what this needs is not there
#
# The braces make the shell read all of it before it does any of it: half a script, from a connection that broke, does nothing.
{
  umask 077
  root=@root@
  id=@id@
  name=@name@
  dir=$root/tasks/$id

  for tool in flock setsid timeout; do
    command -v "$tool" >/dev/null || {
      echo "missing $tool"
      exit 0
    }
  done
  mkdir -p "$dir" || exit

  # Descriptor 9 holds the machine's lock. The task inherits it, and all that the task starts: the lock is free when
  # nothing of the task is left. The wait outlasts those who only look at the lock.
  exec 9>>"$root/lock" || exit
  if ! flock -w 2 9; then
    if [ "$(sed -n 2p "$root/running" 2>/dev/null)" = "$id" ]; then
      echo running
    else
      echo "busy $(sed -n 1p "$root/running" 2>/dev/null)"
    fi
    exit 0
  fi
  if [ "$(cat "$dir/call" 2>/dev/null)" = @call@ ]; then
    echo started
    exit 0
  fi

  rm -f "$root/running" "$dir/status" "$dir/result" "$dir/output" || exit
  printf '%s\n' "$name" >"$dir/name" || exit
  cat >"$dir/run" <<'END-OF-RUN' || exit
@run@
END-OF-RUN
  cat >"$dir/task" <<'END-OF-@id@' || exit
@task@
END-OF-@id@
  printf '%s\n%s\n' "$name" "$id" >"$root/running" || exit

  # Where systemd is, a logout may end all processes of the session, detached or not: a scope of its own is out of its reach.
  # It is tried first whether there can be one.
  set -- sh "$dir/run" "$dir" @limit@
  if [ -d /run/systemd/system ] && systemd-run --scope --quiet true </dev/null >/dev/null 2>&1; then
    set -- systemd-run --scope --quiet --description="restitch: $name" "$@"
  fi
  setsid "$@" </dev/null >"$dir/output" 2>&1 &
  echo @call@ >"$dir/call"
  echo started
  exit 0
}
