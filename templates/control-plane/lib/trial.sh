# ---- trial: where a snapshot of etcd is tried ------------------------------------------------------

# drop_trials: takes away what a trial left that was killed, of the member here or of an etcd elsewhere: up to twice the
# database, on etcd's own disk. Tasks of a machine run one at a time, so no other is under way. After lib/manifests.sh.
drop_trials() {
  for folder in "$(flag "$manifests/etcd.yaml" data-dir)" "$home"; do
    if [ -n "$folder" ]; then rm -rf --one-file-system -- "$folder/restitch-trial"; fi
  done
}
