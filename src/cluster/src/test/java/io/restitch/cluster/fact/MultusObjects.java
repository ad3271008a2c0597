package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;

/** Objects of Multus as the API server shows them. */
final class MultusObjects {
  static final String THICK = "\"command\":[\"/usr/src/multus-cni/bin/multus-daemon\"]";
  static final String FENCED =
      """
      "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
        {"nodeSelectorTerms":[{"matchExpressions":[{"key":"restitch.io/fabric",
          "operator":"NotIn","values":["flannel"]}]}]}}},
      """;
  static final String GREEN = "\"nodeSelector\":{\"restitch.io/fabric\":\"flannel\"},";

  private MultusObjects() {}

  /** A DaemonSet kube-multus-ds that mounts multus-daemon-config. */
  static DaemonSet multus(String container) {
    return multus("\"labels\":{}", "", container, "multus-daemon-config");
  }

  static DaemonSet multus(String metadata, String pod, String container, String map) {
    return Serialization.unmarshal(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"namespace":"kube-system","name":"kube-multus-ds",%s},
         "spec":{"template":{"metadata":{"labels":{"app":"multus"}},"spec":{%s
           "containers":[{"name":"kube-multus",
             "image":"ghcr.io/k8snetworkplumbingwg/multus-cni:snapshot",%s}],
           "volumes":[{"name":"host","hostPath":{"path":"/"}},
                      {"name":"c","configMap":{"name":"%s"}}]}}},
         "status":{"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberReady":1}}
        """
            .formatted(metadata, pod, container, map),
        DaemonSet.class);
  }

  static MountedMap map(String name, String key, String text) {
    return new MountedMap(
        Optional.of(
            Serialization.unmarshal(
                """
                {"apiVersion":"v1","kind":"ConfigMap",
                 "metadata":{"namespace":"kube-system","name":"%s"},"data":{"%s":%s}}
                """
                    .formatted(name, key, Serialization.asJson(text)),
                ConfigMap.class)),
        false);
  }
}
