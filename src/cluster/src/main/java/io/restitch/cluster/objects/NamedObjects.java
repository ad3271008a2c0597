package io.restitch.cluster.objects;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Objects of one kind that Calico's installations are made of, known by name because nothing else
 * marks them: what {@code calico.yaml}, {@code canal.yaml} and the operator's manifest create
 * (projectcalico/calico, manifests/). What the operator makes in turn is not among them, it makes
 * that again.
 *
 * @param group API group, of which version v1 is meant; empty for core
 * @param resource plural
 * @param namespaces where they may be; an empty name for a kind without namespaces
 * @param names what they are called
 */
public record NamedObjects(
    String group, String resource, List<String> namespaces, List<String> names) {
  private static final List<String> KUBE_SYSTEM = List.of("kube-system");
  private static final List<String> NOWHERE = List.of("");
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String[] ROLES = {
    "calico-node",
    "calico-kube-controllers",
    "calico-cni-plugin",
    "calico-tier-getter",
    "tigera-operator"
  };

  /** All of them. */
  public static final List<NamedObjects> CALICO =
      List.of(
          in(List.of("kube-system", "calico-system"), "apps", "daemonsets")
              .named("calico-node", "canal", "csi-node-driver"),
          in(List.of("kube-system", "tigera-operator"), "apps", "deployments")
              .named("calico-kube-controllers", "calico-typha", "tigera-operator"),
          in(KUBE_SYSTEM, "", "configmaps").named("calico-config", "canal-config"),
          in(KUBE_SYSTEM, "", "services").named("calico-typha"),
          in(KUBE_SYSTEM, "", "serviceaccounts")
              .named("calico-node", "calico-kube-controllers", "calico-cni-plugin", "canal"),
          in(KUBE_SYSTEM, "policy", "poddisruptionbudgets")
              .named("calico-kube-controllers", "calico-typha"),
          in(NOWHERE, RBAC, "clusterroles").named(ROLES).named("flannel"),
          in(NOWHERE, RBAC, "clusterrolebindings")
              .named(ROLES)
              .named("canal-flannel", "canal-calico"),
          in(NOWHERE, "apiregistration.k8s.io", "apiservices").named("v3.projectcalico.org"),
          in(NOWHERE, "storage.k8s.io", "csidrivers").named("csi.tigera.io"));

  public NamedObjects {
    namespaces = List.copyOf(namespaces);
    names = List.copyOf(names);
  }

  private static NamedObjects in(List<String> namespaces, String group, String resource) {
    return new NamedObjects(group, resource, namespaces, List.of());
  }

  /** These too. */
  private NamedObjects named(String... more) {
    return new NamedObjects(
        group, resource, namespaces, Stream.concat(names.stream(), Arrays.stream(more)).toList());
  }

  /** Where one of them is, below the API server's address. */
  String path(String namespace, String name) {
    return (group.isEmpty() ? "/api/v1" : "/apis/" + group + "/v1")
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + resource
        + "/"
        + name;
  }
}
