#!/bin/sh
# Makes this machine a node of the cluster. It is the machine's user data: cloud-init runs it once, as root, at the end
# of the first boot, and so may anybody. The token inside joins this one machine, and only for half an hour.
set -eu
umask 022
configuration=/run/restitch-join.yaml
trap 'rm -f "$configuration"' EXIT

[#if how != "script"]
minor=[=minor]
version=[=version]
[/#if]

say() { printf 'restitch: %s\n' "$*"; }

# again COMMAND…: a mirror that does not answer at once may do so later.
again() {
  for pause in 2 5 10 20 0; do
    "$@" && return
    [ "$pause" = 0 ] || sleep "$pause"
  done
  say "gave up: $*"
  return 1
}

[#if before?has_content]
say "what the settings ask for first (workers.beforeJoin)"
sh -eu -c [=before]

[/#if]
say "kernel"
printf '%s\n' overlay br_netfilter vxlan >/etc/modules-load.d/kubernetes.conf
modprobe -a overlay br_netfilter vxlan
printf '%s\n' net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1 \
  >/etc/sysctl.d/99-kubernetes.conf
sysctl --quiet --system
swapoff -a
sed -i -E '/^[^#].*[[:space:]]swap[[:space:]]/s/^/# /' /etc/fstab

[#if how == "debian"]
say "packages"
export DEBIAN_FRONTEND=noninteractive
again apt-get -q update
again apt-get -q install -y containerd apt-transport-https ca-certificates curl gpg conntrack socat ipset
mkdir -p -m 755 /etc/apt/keyrings
again curl -fsSL -o /run/restitch-kubernetes.key "https://pkgs.k8s.io/core:/stable:/v$minor/deb/Release.key"
gpg --batch --yes --dearmor -o /etc/apt/keyrings/kubernetes.gpg /run/restitch-kubernetes.key
printf 'deb [signed-by=/etc/apt/keyrings/kubernetes.gpg] https://pkgs.k8s.io/core:/stable:/v%s/deb/ /\n' "$minor" \
  >/etc/apt/sources.list.d/kubernetes.list
again apt-get -q update
again apt-get -q install -y "kubelet=$version-*" "kubeadm=$version-*"
apt-mark hold kubelet kubeadm

[#elseif how == "rhel"]
say "packages"
cat >/etc/yum.repos.d/kubernetes.repo <<REPO
[kubernetes]
name=Kubernetes
baseurl=https://pkgs.k8s.io/core:/stable:/v$minor/rpm/
enabled=1
gpgcheck=1
gpgkey=https://pkgs.k8s.io/core:/stable:/v$minor/rpm/repodata/repomd.xml.key
exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni
REPO
# Amazon Linux has containerd; others get Docker's build of it.
if ! again dnf -q install -y containerd; then
  cat >/etc/yum.repos.d/docker-ce.repo <<'REPO'
[docker-ce-stable]
name=Docker CE
baseurl=https://download.docker.com/linux/rhel/$releasever/$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://download.docker.com/linux/rhel/gpg
REPO
  again dnf -q install -y containerd.io
fi
again dnf -q install -y conntrack-tools socat ipset iproute-tc
again dnf -q install -y --disableexcludes=kubernetes "kubelet-$version" "kubeadm-$version"

[/#if]
[#if how != "script"]
# Debian's own configuration has another folder for CNI plugins. Who makes cgroups is as the cluster's kubelets say.
say "containerd"
systemd_cgroup=[=systemdCgroup]
mkdir -p /etc/containerd
containerd config default | sed "s/SystemdCgroup = .*/SystemdCgroup = $systemd_cgroup/" >/etc/containerd/config.toml
systemctl enable --now containerd
systemctl restart containerd
systemctl enable kubelet

[/#if]
say "joining"
test -x /opt/cni/bin/bridge || { say "there are no CNI plugins in /opt/cni/bin"; exit 1; }
(umask 077 && printf '%s' [=configuration] >"$configuration")
kubeadm join --config "$configuration"
say "joined as "[=name]
