# ---- manifests: what the kubelet reads -----------------------------------------------------------

manifests=/etc/kubernetes/manifests
manager=$manifests/kube-controller-manager.yaml

# flag FILE NAME: what a static pod's manifest gives a flag; nothing if it is not there.
flag() {
  [ -f "$1" ] || return 0
  sed -n "s/^[[:space:]]*-[[:space:]]*[\"']\{0,1\}--$2=\([^\"']*\)[\"']\{0,1\}[[:space:]]*\$/\1/p" "$1" | head -n 1
}

# strays: files in the folder that the kubelet takes for pods and nobody means to be: copies that editors, packages and
# people leave, and second kube-controller-managers under any name.
strays() {
  for file in "$manifests"/*; do
    [ -f "$file" ] || continue
    case ${file##*/} in
      *.bak | *.bak.* | *~ | *.orig | *.old | *.save | *.tmp | *.swp | *.rpmsave | *.rpmnew | *.dpkg-* | '#'*)
        printf '%s\n' "${file##*/}"
        ;;
      *)
        if [ "$file" != "$manager" ] && grep -qsE '^[[:space:]"]*name"?:[[:space:]]*"?kube-controller-manager"?,?$' "$file"; then
          printf '%s\n' "${file##*/}"
        fi
        ;;
    esac
  done
}

# repeated_flags: flags that kube-controller-manager is given more than once.
repeated_flags() {
  [ -f "$manager" ] || return 0
  sed -n "s/^[[:space:]]*-[[:space:]]*[\"']\{0,1\}\(--[a-z0-9-]*\)\([ =\"'].*\)\{0,1\}\$/\1/p" "$manager" | sort | uniq -d
}
