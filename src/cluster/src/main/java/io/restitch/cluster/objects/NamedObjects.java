package io.restitch.cluster.objects;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Objects of one kind that Calico's installations are made of, known by name because nothing else
 * marks them: what {@code calico.yaml}, {@code canal.yaml}, {@code apiserver.yaml} and the
 * operator's manifest create (projectcalico/calico, manifests/). Of what the operator makes in turn
 * the agents are among them; the rest names its maker as its owner.
 *
 * @param kind kind
 * @param api group and version; {@code v1} for core
 * @param resource plural
 * @param namespaces where they may be; an empty name for a kind without namespaces
 * @param names what they are called
 */
public record NamedObjects(
    String kind, String api, String resource, List<String> namespaces, List<String> names) {
  /** Namespaces that Calico's operator and its API server have for themselves. */
  public static final List<String> NAMESPACES =
      List.of("calico-apiserver", "calico-system", "tigera-operator");

  private static final List<String> KUBE_SYSTEM = List.of("kube-system");
  private static final List<String> SYSTEM = List.of("calico-system");
  private static final List<String> OPERATOR = List.of("tigera-operator");
  private static final List<String> API_SERVER = List.of("calico-apiserver");
  private static final List<String> NOWHERE = List.of("");
  private static final String RBAC = "rbac.authorization.k8s.io/v1";
  private static final String ADMISSION = "admissionregistration.k8s.io/v1";
  private static final String[] ROLES = {
    "calico-node",
    "calico-kube-controllers",
    "calico-cni-plugin",
    "calico-tier-getter",
    "calico-webhooks",
    "calico-extension-apiserver-auth-access",
    "tigera-operator"
  };
  private static final String[] MUTATING = {
    "policytypes.policy.projectcalico.org", "tierlabel.policy.projectcalico.org"
  };
  private static final String[] MUTATING_BINDINGS = {
    "set-policytypes-binding", "set-tier-label-binding"
  };
  private static final String TIERS = "protect-builtin-tiers.projectcalico.org";

  /** All of them; what holds a finalizer of Calico's operator is among them, wherever it is. */
  public static final List<NamedObjects> CALICO =
      List.of(
          in(List.of("kube-system", "calico-system"), "DaemonSet", "apps/v1", "daemonsets")
              .named("calico-node", "canal", "csi-node-driver"),
          in(KUBE_SYSTEM, "Deployment", "apps/v1", "deployments")
              .named("calico-kube-controllers", "calico-typha", "calico-webhooks"),
          in(OPERATOR, "Deployment", "apps/v1", "deployments").named("tigera-operator"),
          in(API_SERVER, "Deployment", "apps/v1", "deployments").named("calico-apiserver"),
          in(KUBE_SYSTEM, "ConfigMap", "v1", "configmaps").named("calico-config", "canal-config"),
          in(KUBE_SYSTEM, "Service", "v1", "services").named("calico-typha", "calico-webhooks"),
          in(API_SERVER, "Service", "v1", "services").named("calico-api"),
          in(KUBE_SYSTEM, "ServiceAccount", "v1", "serviceaccounts")
              .named(
                  "calico-node",
                  "calico-kube-controllers",
                  "calico-cni-plugin",
                  "calico-webhooks",
                  "canal"),
          in(SYSTEM, "ServiceAccount", "v1", "serviceaccounts")
              .named("calico-node", "calico-cni-plugin"),
          in(OPERATOR, "ServiceAccount", "v1", "serviceaccounts").named("tigera-operator"),
          in(API_SERVER, "ServiceAccount", "v1", "serviceaccounts").named("calico-apiserver"),
          in(KUBE_SYSTEM, "PodDisruptionBudget", "policy/v1", "poddisruptionbudgets")
              .named("calico-kube-controllers", "calico-typha"),
          in(KUBE_SYSTEM, "RoleBinding", RBAC, "rolebindings")
              .named("calico-apiserver-auth-reader"),
          in(OPERATOR, "RoleBinding", RBAC, "rolebindings").named("tigera-operator-secrets"),
          in(API_SERVER, "NetworkPolicy", "networking.k8s.io/v1", "networkpolicies")
              .named("allow-apiserver"),
          in(NOWHERE, "ClusterRole", RBAC, "clusterroles")
              .named(ROLES)
              .named("calico-crds", "calico-webhook-reader", "tigera-operator-secrets", "flannel"),
          in(NOWHERE, "ClusterRoleBinding", RBAC, "clusterrolebindings")
              .named(ROLES)
              .named(
                  "calico-apiserver-access-crds",
                  "calico-apiserver-access-calico-crds",
                  "calico-apiserver-delegate-auth",
                  "calico-apiserver-webhook-reader",
                  "canal-flannel",
                  "canal-calico"),
          in(NOWHERE, "APIService", "apiregistration.k8s.io/v1", "apiservices")
              .named("v3.projectcalico.org"),
          in(
                  NOWHERE,
                  "ValidatingWebhookConfiguration",
                  ADMISSION,
                  "validatingwebhookconfigurations")
              .named("calico-webhooks", "api.projectcalico.org"),
          in(NOWHERE, "ValidatingAdmissionPolicy", ADMISSION, "validatingadmissionpolicies")
              .named(TIERS),
          in(
                  NOWHERE,
                  "ValidatingAdmissionPolicyBinding",
                  ADMISSION,
                  "validatingadmissionpolicybindings")
              .named(TIERS),
          // Their version is the cluster's: v1 came with Kubernetes 1.36.
          in(NOWHERE, "MutatingAdmissionPolicy", ADMISSION, "mutatingadmissionpolicies")
              .named(MUTATING),
          in(NOWHERE, "MutatingAdmissionPolicy", ADMISSION + "beta1", "mutatingadmissionpolicies")
              .named(MUTATING),
          in(
                  NOWHERE,
                  "MutatingAdmissionPolicyBinding",
                  ADMISSION,
                  "mutatingadmissionpolicybindings")
              .named(MUTATING_BINDINGS),
          in(
                  NOWHERE,
                  "MutatingAdmissionPolicyBinding",
                  ADMISSION + "beta1",
                  "mutatingadmissionpolicybindings")
              .named(MUTATING_BINDINGS),
          in(NOWHERE, "CSIDriver", "storage.k8s.io/v1", "csidrivers").named("csi.tigera.io"));

  public NamedObjects {
    namespaces = List.copyOf(namespaces);
    names = List.copyOf(names);
  }

  private static NamedObjects in(
      List<String> namespaces, String kind, String api, String resource) {
    return new NamedObjects(kind, api, resource, namespaces, List.of());
  }

  /** These too. */
  private NamedObjects named(String... more) {
    return new NamedObjects(
        kind,
        api,
        resource,
        namespaces,
        Stream.concat(names.stream(), Arrays.stream(more)).toList());
  }

  /** API group; empty for core. */
  public String group() {
    return api.contains("/") ? api.substring(0, api.indexOf('/')) : "";
  }

  /** One of them in a list of Calico's objects ({@link io.restitch.core.fact.CalicoLeft}). */
  public String item(String namespace, String name) {
    return item(kind, namespace, name);
  }

  /**
   * Where an object of that name in such a list may be; nothing if none of these is called so. Of
   * one that this cluster serves in an older version only, the path in a newer one says nothing.
   */
  public static List<String> paths(String item) {
    return CALICO.stream()
        .flatMap(n ->
            n.namespaces().stream()
                .flatMap(in ->
                    n.names().stream()
                        .filter(name -> n.item(in, name).equals(item))
                        .map(name -> n.path(in, name))))
        .toList();
  }

  static String item(String kind, String namespace, String name) {
    return kind + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }

  /** Where one of them is, below the API server's address. */
  public String path(String namespace, String name) {
    return (api.contains("/") ? "/apis/" : "/api/")
        + api
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + resource
        + "/"
        + name;
  }
}
