package io.restitch.twin.world;

import java.util.List;

/** What Calico's manifest leaves in a cluster, as far as a removal can tell the kinds apart. */
final class CalicoObjects {
  static final List<String> ALL =
      List.of(
          "DaemonSet/kube-system/calico-node",
          "Deployment/kube-system/calico-kube-controllers",
          "ConfigMap/kube-system/calico-config",
          "ServiceAccount/kube-system/calico-node",
          "ServiceAccount/kube-system/calico-kube-controllers",
          "ClusterRoleBinding/calico-node",
          "ClusterRole/calico-node",
          "IPPool/default-ipv4-ippool",
          "CustomResourceDefinition/ippools.crd.projectcalico.org",
          "CustomResourceDefinition/ipamblocks.crd.projectcalico.org");

  private CalicoObjects() {}
}
