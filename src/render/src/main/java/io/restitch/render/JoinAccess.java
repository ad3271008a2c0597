package io.restitch.render;

/**
 * How a machine finds the cluster, proves it, and is let in.
 *
 * @param server {@code host:port} of the API server, as kubeadm published it
 * @param caHash {@code sha256:} and the SHA-256 of the CA's public key (kubeadm, {@code
 *     pubkeypin.Hash})
 * @param token a bootstrap token; a secret
 * @param version the cluster's version, such as {@code 1.34.3}
 * @param cgroupDriver who makes cgroups for its kubelets: {@code systemd} or {@code cgroupfs}
 */
public record JoinAccess(
    String server, String caHash, String token, String version, String cgroupDriver) {
  /** {@code 1.34} of {@code 1.34.3}. */
  String minor() {
    return version.substring(0, version.indexOf('.', version.indexOf('.') + 1));
  }

  @Override
  public String toString() {
    return "JoinAccess[server=%s, caHash=%s, version=%s, cgroupDriver=%s]"
        .formatted(server, caHash, version, cgroupDriver);
  }
}
