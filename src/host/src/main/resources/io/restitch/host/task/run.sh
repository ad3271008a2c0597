# Runs the task beside this file, and keeps the machine's lock (descriptor 9) until it has ended. Arguments: the task's folder,
# and the most seconds it may take; then timeout ends it, with status 124.
dir=$1
root=${dir%/tasks/*}
cd / || exit
timeout -k 10 "$2" sh "$dir/task" </dev/null >"$dir/result" 2>"$dir/output"
status=$?

# The status appears whole, and not before what it speaks of is on the disk.
printf '%s\n' "$status" >"$dir/status.new"
sync "$dir/result" "$dir/output" "$dir/status.new" 2>/dev/null || sync
mv "$dir/status.new" "$dir/status"
rm -f "$root/running"

# Something that the task left running, a service for instance, does not keep the lock.
flock -u 9
