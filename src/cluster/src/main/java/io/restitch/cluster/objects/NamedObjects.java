package io.restitch.cluster.objects;

import java.util.List;

/**
 * Objects of one kind that Calico's installations are made of, known by name because nothing else
 * marks them: what {@code calico.yaml}, {@code canal.yaml} and the operator's manifest create
 * (projectcalico/calico, manifests/). What the operator makes in turn is not among them, it makes
 * that again.
 *
 * @param group API group; empty for core
 * @param version of the group
 * @param resource plural
 * @param namespaces where they may be; an empty name for a kind without namespaces
 * @param names what they are called
 */
public record NamedObjects(
    String group, String version, String resource, List<String> namespaces, List<String> names) {
  private static final List<String> KUBE_SYSTEM = List.of("kube-system");
  private static final List<String> NOWHERE = List.of("");
  private static final List<String> ACCOUNTS =
      List.of("calico-node", "calico-kube-controllers", "calico-cni-plugin", "canal");

  /** All of them. */
  public static final List<NamedObjects> CALICO =
      List.of(
          new NamedObjects(
              "apps",
              "v1",
              "daemonsets",
              List.of("kube-system", "calico-system"),
              List.of("calico-node", "canal", "csi-node-driver")),
          new NamedObjects(
              "apps",
              "v1",
              "deployments",
              List.of("kube-system", "tigera-operator"),
              List.of("calico-kube-controllers", "calico-typha", "tigera-operator")),
          new NamedObjects(
              "", "v1", "configmaps", KUBE_SYSTEM, List.of("calico-config", "canal-config")),
          new NamedObjects("", "v1", "services", KUBE_SYSTEM, List.of("calico-typha")),
          new NamedObjects("", "v1", "serviceaccounts", KUBE_SYSTEM, ACCOUNTS),
          new NamedObjects(
              "policy",
              "v1",
              "poddisruptionbudgets",
              KUBE_SYSTEM,
              List.of("calico-kube-controllers", "calico-typha")),
          new NamedObjects(
              "rbac.authorization.k8s.io",
              "v1",
              "clusterroles",
              NOWHERE,
              List.of(
                  "calico-node",
                  "calico-kube-controllers",
                  "calico-cni-plugin",
                  "calico-tier-getter",
                  "flannel",
                  "tigera-operator")),
          new NamedObjects(
              "rbac.authorization.k8s.io",
              "v1",
              "clusterrolebindings",
              NOWHERE,
              List.of(
                  "calico-node",
                  "calico-kube-controllers",
                  "calico-cni-plugin",
                  "calico-tier-getter",
                  "canal-flannel",
                  "canal-calico",
                  "tigera-operator")),
          new NamedObjects(
              "apiregistration.k8s.io",
              "v1",
              "apiservices",
              NOWHERE,
              List.of("v3.projectcalico.org")),
          new NamedObjects(
              "storage.k8s.io", "v1", "csidrivers", NOWHERE, List.of("csi.tigera.io")));

  public NamedObjects {
    namespaces = List.copyOf(namespaces);
    names = List.copyOf(names);
  }

  /** Where one of them is, below the API server's address. */
  String path(String namespace, String name) {
    return (group.isEmpty() ? "/api/" : "/apis/" + group + "/")
        + version
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + resource
        + "/"
        + name;
  }
}
