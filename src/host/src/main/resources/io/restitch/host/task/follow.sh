# How a host task is getting on. A root shell reads this on its stdin; what stands between @ signs was filled in before,
# shell-quoted. Prints one line, running, done STATUS, died or absent, and then what the task said since byte @from@, at most
# 64 KiB of it. Waits a while for something new to say.
{
  root=@root@
  id=@id@
  from=@from@
  patience=@patience@
  dir=$root/tasks/$id

  # Whether the lock is held, and by this task.
  alive() {
    flock -s -n "$root/lock" true && return 1
    [ "$(sed -n 2p "$root/running" 2>/dev/null)" = "$id" ]
  }

  # Life first, then the status: a task that ends in between shows its status, and is not taken for dead.
  look() {
    if [ ! -d "$dir" ]; then
      state=absent
      return
    fi
    state=died
    if alive; then state=running; fi
    if [ -s "$dir/status" ]; then state="done $(cat "$dir/status")"; fi
    size=$(wc -c 2>/dev/null <"$dir/output")
  }

  look
  while [ "$state" = running ] && [ "${size:-0}" -le "$from" ] && [ "$patience" -gt 0 ]; do
    patience=$((patience - 1))
    sleep 0.2
    look
  done
  echo "$state"
  tail -c "+$((from + 1))" "$dir/output" 2>/dev/null | head -c 65536
  exit 0
}
