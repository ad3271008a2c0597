# ---- taking away ---------------------------------------------------------------------------------

# drop_rules OWN_RULE OWN_CHAIN FOLDER: takes an owner's rules and chains out of every tool's tables, and nothing else.
#
# Never by flushing a table, and never by writing a whole one back: only the changes are given to iptables-restore
# --noflush, so that what kube-proxy writes meanwhile is not lost. All changes of a tool are tested before the first is
# made; tables are committed one by one (that is how iptables-restore works), and if one cannot be, those before it are
# put back. FOLDER keeps the rules as they were before and after.
drop_rules() {
  own_rule=$1 own_chain=$2
  for tool in $(rule_tools); do
    save "$tool" >"$3/$tool.before" || return 1
    find_rules "$own_rule" "$own_chain" <"$3/$tool.before" >"$3/$tool.found"
    if [ -s "$3/$tool.found" ]; then
      "$tool-save" -c >"$3/$tool.before-with-counters" 2>/dev/null || return 1
      drop_rules_of "$tool" "$3" || return 1
    fi
  done
}

# changes TABLE: from what find_rules found, the change of one table: rules in others' chains, then own chains.
changes() {
  awk -F'\t' -v table="$1" '
    $1 != table { next }
    !begun++ { print "*" table }
    $2 == "rule" { sub(/^-A /, "-D ", $3); print $3 }
    $2 == "chain" { chains[++n] = $3 }
    END {
      for (i = 1; i <= n; i++) print "-F " chains[i]
      for (i = 1; i <= n; i++) print "-X " chains[i]
      if (begun) print "COMMIT"
    }'
}

drop_rules_of() {
  tool=$1 folder=$2
  tables_found=$(cut -f 1 "$folder/$tool.found" | sort -u)
  for table in $tables_found; do changes "$table" <"$folder/$tool.found"; done >"$folder/$tool.changes"
  "$tool-restore" --noflush --test <"$folder/$tool.changes" >&2 || {
    say "$tool would not take these changes, and nothing was changed: $folder/$tool.changes"
    return 1
  }
  committed=
  for table in $tables_found; do
    changes "$table" <"$folder/$tool.found" >"$folder/$tool.$table"
    if "$tool-restore" --noflush -w 10 <"$folder/$tool.$table" >&2; then
      committed="$committed $table"
      continue
    fi
    say "$tool did not take the change of its table $table; putting back:${committed:- nothing}"
    for done in $committed; do
      put_back "$done" <"$folder/$tool.before" | "$tool-restore" --noflush -w 10 >&2 ||
        say "$tool did not take its table $done back: its rules are in $folder/$tool.before"
    done
    return 1
  done
  "$tool-save" >"$folder/$tool.after" 2>/dev/null || :
  say "$tool: $(wc -l <"$folder/$tool.found") chains and rules are gone from: $(one_line "$tables_found")"
}

# put_back TABLE: from the rules before, the change that brings one table's own chains and rules back, each where it was.
put_back() {
  awk -v chain="$own_chain" -v wanted="$1" "$own_rule"'
    /^\*/ { table = substr($0, 2); next }
    table != wanted { next }
    /^:/ { name = substr($1, 2); if (name ~ chain) chains = chains ":" name " - [0:0]\n" }
    /^-A / {
      at[$2]++
      if ($2 ~ chain) rules = rules $0 "\n"
      else if (own($0)) { from = $2; sub(/^-A [^ ]+/, ""); jumps = jumps "-I " from " " at[from] $0 "\n" }
    }
    END { printf "*%s\n%s%s%sCOMMIT\n", wanted, chains, rules, jumps }'
}

# drop_sets PATTERN: sets, once no rule uses them.
drop_sets() {
  for set in $(lines "$sets" "$1"); do
    ipset destroy "$set" && continue
    say "the set $set is still used by $(users_of "$set")"
    return 10
  done
}

# users_of SET: the rules and sets that name it.
users_of() {
  for tool in $(rule_tools); do
    "$tool-save" 2>/dev/null | grep -F -- "--match-set $1 " | sed "s/^/$tool: /"
  done
  ipset save | grep -E "^add [^ ]+ $1( |\$)" | sed 's/^/ipset: /'
}

drop_tables() {
  known_tables "$1" | while read -r name; do
    # shellcheck disable=SC2086 # family and name
    nft delete table $name || return 1
  done
}

# drop_links NAMES: deleting one end of a pair takes the other with it, so a link may be gone when its turn comes.
drop_links() {
  for link in $1; do
    ip link delete dev "$link" 2>/dev/null || [ ! -e "/sys/class/net/$link" ] || ip link delete dev "$link" || return 1
  done
}

# drop_files: those named on stdin. What is mounted below stays mounted, and untouched.
drop_files() {
  while read -r file; do
    [ -n "$file" ] || continue
    rm -rf --one-file-system -- "$file" || return 1
  done
}

# new_folder: where the rules before and after are kept; one for each time.
new_folder() {
  mkdir -p "$home/rules"
  mktemp -d "$home/rules/$(date -u +%Y%m%dT%H%M%SZ).XXXXXX"
}
