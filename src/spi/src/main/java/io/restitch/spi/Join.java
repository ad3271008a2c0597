package io.restitch.spi;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a machine has to register in the cluster.
 *
 * @param nodeName the Node's name
 * @param labels labels the kubelet sets when it registers
 * @param taints taints the kubelet sets when it registers
 * @param userData the script that the machine runs at its first boot, as root; may be empty.
 *     Carries a join token: providers keep it out of logs, argument lists and process environments
 */
public record Join(
    String nodeName, Map<String, String> labels, List<JoinTaint> taints, String userData) {
  public Join {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
  }

  /** Shows everything but the user data, which is a secret. */
  @Override
  public String toString() {
    return "Join[nodeName=%s, labels=%s, taints=%s, userData=%d characters]"
        .formatted(nodeName, labels, taints, userData.length());
  }
}
