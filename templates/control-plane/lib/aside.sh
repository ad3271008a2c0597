# ---- CNI configuration, in place and aside -------------------------------------------------------

net_d=/etc/cni/net.d
# On the same file system as a rule, so that a move is whole; credentials are in it, and only root can read it.
aside=/etc/kubernetes/restitch-backup/cni

[ -d "$net_d" ] || quit 10 "there is no folder $net_d on this machine: its runtime reads its CNI configuration elsewhere"
