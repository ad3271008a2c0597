# ---- removal: what is there is looked for first, and once more at the end ------------------------
#
# OWNER is who it is of, for people; LIST is the function that lists what there is of it.

# find_owned LIST: sets found to it; ends the script if not all can be seen.
find_owned() {
  { look && found=$("$1"); } || quit 1 "this machine cannot be looked at completely: see the line before"
}

# begin_removal OWNER LIST: ends the script, well, if there is nothing.
begin_removal() {
  find_owned "$2"
  if [ -z "$found" ]; then
    say "nothing of $1 is left"
    exit 0
  fi
}

# end_removal OWNER LIST FOLDER: fails if anything is still there. FOLDER is where the rules before are kept.
end_removal() {
  find_owned "$2"
  if [ -n "$found" ]; then
    printf 'still here: %s\n' "$found" >&2
    quit 1 "not all of $1 is gone: the lines before name what is left"
  fi
  say "nothing of $1 is left; the rules as they were are in $3"
}
