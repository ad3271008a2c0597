# shellcheck shell=bash disable=SC2034  # sourced by the scripts beside it
# The versions of everything the lab runs, as in the go.mod files under tools/. The cache is keyed by them.
KUBERNETES_VERSION=1.34.3
ETCD_VERSION=3.6.14
KWOK_VERSION=0.7.0
CRICTL_VERSION=1.34.0
FLANNEL_VERSION=0.28.10

LAB_CACHE="${RESTITCH_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/restitch-lab}"
LAB_ASSETS="$LAB_CACHE/kubernetes-$KUBERNETES_VERSION-etcd-$ETCD_VERSION-kwok-$KWOK_VERSION"
