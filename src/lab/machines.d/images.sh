# shellcheck shell=bash disable=SC2030,SC2031 # the subshell that makes them has a scratch of its own
# The images that machines run. None is pulled: each is a root file system made from binaries that are
# here, under the name that kubeadm or a manifest asks for. They are imported once into a containerd of
# their own, and a machine gets a copy of its folder; files that never change are shared by hard links.

# Keyed by what goes into them. images_folder CALICO
images_folder() {
  local key
  key="$(cd "$LAB_ASSETS" && { cat "$MACHINES_HOME/images.sh" "$LAB_HOME/versions.sh" && stat -c '%n %s %Y' ./* "$1"; } | sha256sum)"
  printf '%s/images-%s' "$LAB_CACHE" "${key:0:12}"
}

prepare_images() {
  local calico
  calico="$("$LAB_HOME/calico/image" | tail -n 1)"
  LAB_IMAGES="$(images_folder "$calico")"
  if [[ -d "$LAB_IMAGES" ]]; then
    touch -- "$LAB_IMAGES"
    return
  fi
  find "$LAB_CACHE" -maxdepth 1 -name 'images-*' -type d -mtime +7 -exec rm -rf -- {} +
  say "making the machines' images, once"
  mkdir -p "$LAB_CACHE"
  (
    flock 9
    [[ ! -d "$LAB_IMAGES" ]] || exit 0
    scratch="$LAB_CACHE/making-images"
    clear_scratch # what a kill left
    trap clear_scratch EXIT
    mkdir -p "$scratch/state"
    containerd --config "$MACHINES_HOME/guest/containerd.toml" --root "$scratch/root" --state "$scratch/state" \
      --address "$scratch/sock" >"$scratch/log" 2>&1 9>&- &
    printf '%s\n' "$!" >"$scratch/pid"
    until_true 20 test -S "$scratch/sock" || {
      cat "$scratch/log" >&2
      die "containerd does not start"
    }
    make_images
    load "$calico"
    end_containerd
    mv -- "$scratch/root" "$LAB_IMAGES"
  ) 9>"$LAB_CACHE/images.lock"
}

clear_scratch() {
  end_containerd
  rm -rf -- "$scratch"
}

end_containerd() {
  local pid
  pid="$(cat "$scratch/pid" 2>/dev/null)" || return 0
  if grep -qs "$scratch" "/proc/$pid/cmdline"; then
    kill "$pid"
    until_true 20 gone "$pid"
  fi
  rm -f -- "$scratch/pid"
}

make_images() {
  local name
  for name in kube-apiserver kube-controller-manager kube-scheduler; do
    add_binaries usr/local/bin "$name"
    import "registry.k8s.io/$name:v$KUBERNETES_VERSION"
  done
  add_binaries usr/local/bin etcd etcdctl etcdutl
  import registry.k8s.io/etcd:3.6.5-0

  add_shell
  import registry.k8s.io/pause:3.10.1 sleep infinity
  add_shell
  import restitch.io/lab/busybox:1 sleep infinity
  add_binaries usr/local/bin probe
  import restitch.io/lab/probe:1

  add_iptables
  add_binaries usr/local/bin kube-proxy
  import "registry.k8s.io/kube-proxy:v$KUBERNETES_VERSION"

  add_shell
  add_iptables
  add_programs ip bridge nft
  add_binaries opt/bin flanneld install-conf
  import "ghcr.io/flannel-io/flannel:v$FLANNEL_VERSION"
  add_shell
  add_binaries . flannel-cni
  mv "$scratch/rootfs/flannel-cni" "$scratch/rootfs/flannel"
  import ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3
}

# add_binaries FOLDER NAME…: static binaries from the lab's cache.
add_binaries() {
  local folder="$scratch/rootfs/$1" name
  mkdir -p "$folder"
  for name in "${@:2}"; do
    cp "$LAB_ASSETS/$name" "$folder/$name"
  done
}

add_shell() {
  local applet
  mkdir -p "$scratch"/rootfs/{bin,etc,tmp}
  cp /bin/busybox "$scratch/rootfs/bin/busybox"
  while read -r applet; do
    ln -s busybox "$scratch/rootfs/bin/$applet"
  done < <(/bin/busybox --list | grep -v '^busybox$')
}

# add_programs NAME…: programs of this machine, found by name.
add_programs() {
  local name program
  mkdir -p "$scratch/rootfs/usr/sbin"
  for name in "$@"; do
    program="$(readlink -f "$(command -v "$name")")"
    add_with_libraries "$program"
    [[ "$program" == "/usr/sbin/$name" ]] || ln -s "$program" "$scratch/rootfs/usr/sbin/$name"
  done
}

# add_with_libraries FILE…: under the same paths, with the libraries they name.
add_with_libraries() {
  local file
  for file in "$@" $(ldd "$@" | grep -o '/[^ :]*' | sort -u); do
    mkdir -p "$scratch/rootfs${file%/*}"
    cp -L "$file" "$scratch/rootfs$file"
  done
}

# Both back ends under their own names, and the nft one as "iptables", as on the machines.
add_iptables() {
  local family verb
  add_programs xtables-nft-multi xtables-legacy-multi
  add_with_libraries /usr/lib/x86_64-linux-gnu/xtables/*.so # statistic needs libm, which iptables itself does not
  for family in iptables ip6tables; do
    for verb in '' -save -restore; do
      ln -s xtables-nft-multi "$scratch/rootfs/usr/sbin/$family$verb"
      ln -s xtables-nft-multi "$scratch/rootfs/usr/sbin/$family-nft$verb"
      ln -s xtables-legacy-multi "$scratch/rootfs/usr/sbin/$family-legacy$verb"
    done
  done
}

# import NAME [COMMAND…]: makes an image of one layer from what was added, and starts over. The archive is
# Docker's: a layer, a configuration with a full PATH, and a manifest.
import() {
  local image="$scratch/image" digest
  rm -rf -- "$image" && mkdir -p "$image"
  chmod 755 "$scratch/rootfs"
  tar --create --file "$image/layer.tar" --directory "$scratch/rootfs" --owner=0 --group=0 --numeric-owner .
  digest="$(sha256sum "$image/layer.tar" | cut -d' ' -f1)"
  jq -n --arg digest "sha256:$digest" '{
    architecture: "amd64", os: "linux", rootfs: {type: "layers", diff_ids: [$digest]},
    config: {Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], Cmd: $ARGS.positional}
  }' --args "${@:2}" >"$image/config.json"
  jq -n --arg name "$1" '[{Config: "config.json", RepoTags: [$name], Layers: ["layer.tar"]}]' >"$image/manifest.json"
  tar --create --directory "$image" manifest.json config.json layer.tar | load -
  rm -rf -- "$image" "$scratch/rootfs"
}

# load ARCHIVE: an image that is made already.
load() { ctr --address "$scratch/sock" --namespace k8s.io images import "$1" >/dev/null; }

# Databases are written to and therefore copied; content and unpacked layers are not.
copy_images() {
  local database
  cp -a --link -- "$LAB_IMAGES" "$1" 2>/dev/null || { rm -rf -- "$1" && cp -a -- "$LAB_IMAGES" "$1"; }
  while IFS= read -r -d '' database; do
    cp -- "$database" "$database.own" && mv -- "$database.own" "$database"
  done < <(find "$1" -maxdepth 3 -name '*.db' -print0)
}
