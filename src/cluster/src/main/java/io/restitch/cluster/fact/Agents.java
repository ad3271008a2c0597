package io.restitch.cluster.fact;

import java.util.Map;
import java.util.Optional;

/** Whose agent a pod or DaemonSet is, by the labels that its manifest gives it. */
public enum Agents {
  CALICO,
  CALICO_OPERATED,
  /** Calico's, but says nothing of the pod network: it mounts sockets into pods. */
  CALICO_DRIVER,
  CANAL,
  FLANNEL;

  /** Whose agent carries these labels. */
  public static Optional<Agents> of(Map<String, String> labels) {
    String calico = labels.getOrDefault("k8s-app", "");
    if (calico.equals("canal")) {
      return Optional.of(CANAL);
    }
    if (calico.equals("calico-node")) {
      return Optional.of(CALICO);
    }
    if (calico.equals("csi-node-driver")) {
      return Optional.of(CALICO_DRIVER);
    }
    boolean flannel =
        calico.equals("flannel")
            || ("flannel".equals(labels.get("app")) && "node".equals(labels.get("tier")));
    return flannel ? Optional.of(FLANNEL) : Optional.empty();
  }
}
