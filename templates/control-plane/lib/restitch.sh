# ---- restitch's own: what it has put on this machine ---------------------------------------------

restitch_rule='function own(rule) { return rule ~ / --comment "?restitch"?( |$)/ }'

# list_restitch, as list_calico. After look.
list_restitch() {
  list_rules restitch "$restitch_rule" '^RESTITCH-' || return 1
  lines "$links" '^cni-restitch$' | tagged restitch link
  for family in 4 6; do
    ip "-$family" rule show | sed -n 's/^\([0-9]*:.* lookup 4242\).*/\1/p' | tagged restitch ip-rule
  done
  printf '%s\n' /etc/kubernetes/restitch-backup "$home" | present | tagged restitch file
}
