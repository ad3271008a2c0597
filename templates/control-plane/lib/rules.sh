# ---- rules: iptables, in both its forms ----------------------------------------------------------
#
# nf_tables and legacy rules live beside each other in the kernel; each form's own tool sees only its own.

# rule_tools: the tools of this machine. One with the plain names only is older than 2018, or has one form only.
rule_tools() {
  for tool in iptables ip6tables; do
    forms=
    for form in nft legacy; do
      if command -v "$tool-$form-save" >/dev/null; then forms="$forms $tool-$form"; fi
    done
    if [ -z "$forms" ] && command -v "$tool-save" >/dev/null; then forms=$tool; fi
    printf '%s\n' "$forms"
  done
}

# has_form FORM PATTERN: whether a tool sees rules of this form; the pattern is what the plain tool says of its version.
has_form() {
  rule_tools | grep -q -e "-$1" || { command -v iptables >/dev/null && iptables --version | grep -qE "$2"; }
}

need_rule_tools() {
  if grep -qs . /proc/net/ip_tables_names /proc/net/ip6_tables_names; then
    has_form legacy 'legacy|v1\.[0-7]\.[0-9.]*$' ||
      quit 12 "iptables-legacy-save is missing, and there are legacy rules: install the package iptables"
  fi
  if kernel_has nf_tables; then
    has_form nft nf_tables || quit 12 "iptables-nft-save is missing: install the package iptables, 1.8 or later"
  fi
}

# save TOOL: its rules. Warnings about the other form are of no use here.
save() {
  if ! rules=$("$1-save" 2>/dev/null); then
    say "$1-save failed: $("$1-save" 2>&1 >/dev/null | tail -n 1)"
    return 1
  fi
  case $rules in
    *" is incompatible, use 'nft' tool"*)
      say "$1 cannot show a table that nft changed: $(printf '%s\n' "$rules" | grep ' is incompatible,')"
      return 1
      ;;
  esac
  printf '%s\n' "$rules"
}

# find_rules OWN_RULE OWN_CHAIN: of one tool's rules on stdin (as iptables-save writes them), TABLE, "chain" or "rule",
# and the chain's name or the rule; rules inside of own chains are not told, they go with their chain.
find_rules() {
  awk -v chain="$2" "$1"'
    /^\*/ { table = substr($0, 2) }
    /^:/ { name = substr($1, 2); if (name ~ chain) printf "%s\tchain\t%s\n", table, name }
    /^-A / { if ($2 !~ chain && own($0)) printf "%s\trule\t%s\n", table, $0 }'
}

# list_rules OWNER OWN_RULE OWN_CHAIN: what of an owner all tools see.
list_rules() {
  for tool in $(rule_tools); do
    saved=$(save "$tool") || return 1
    printf '%s\n' "$saved" | find_rules "$2" "$3" |
      awk -F'\t' -v owner="$1" -v tool="$tool" '{ printf "%s\t%s\t%s %s %s\n", owner, $2, tool, $1, $3 }'
  done
}
