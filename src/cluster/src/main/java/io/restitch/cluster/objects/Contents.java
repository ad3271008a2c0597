package io.restitch.cluster.objects;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is looked at in a namespace of Calico's before it goes. Secrets are not.
 *
 * @param kind kind
 * @param api group and version; {@code v1} for core
 * @param resource plural
 * @param kept whether people keep such things; one that is not Calico's lets its namespace stay.
 *     What only says who may do what with Calico's own goes with them.
 */
record Contents(String kind, String api, String resource, boolean kept) {
  private static final String RBAC = "rbac.authorization.k8s.io/v1";

  /** All of them. */
  static final List<Contents> ALL =
      List.of(
          new Contents("ConfigMap", "v1", "configmaps", true),
          new Contents("CronJob", "batch/v1", "cronjobs", true),
          new Contents("DaemonSet", "apps/v1", "daemonsets", true),
          new Contents("Deployment", "apps/v1", "deployments", true),
          new Contents("Job", "batch/v1", "jobs", true),
          new Contents("NetworkPolicy", "networking.k8s.io/v1", "networkpolicies", false),
          new Contents("PersistentVolumeClaim", "v1", "persistentvolumeclaims", true),
          new Contents("PodDisruptionBudget", "policy/v1", "poddisruptionbudgets", false),
          new Contents("Role", RBAC, "roles", false),
          new Contents("RoleBinding", RBAC, "rolebindings", false),
          new Contents("Service", "v1", "services", true),
          new Contents("ServiceAccount", "v1", "serviceaccounts", true),
          new Contents("StatefulSet", "apps/v1", "statefulsets", true));

  /** What Kubernetes makes in every namespace. */
  static final Set<String> EVERYWHERE =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  /** The list of them in a namespace. */
  String path(String namespace) {
    return (api.contains("/") ? "/apis/" : "/api/")
        + api
        + "/namespaces/"
        + namespace
        + "/"
        + resource;
  }

  /** Their kinds, for people. */
  static String kinds() {
    return ALL.stream().map(Contents::kind).collect(Collectors.joining(", "));
  }
}
