package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kube-controller-manager's mirror pod says of its flags.
 *
 * @param nodeName the control plane it runs on
 * @param allocateNodeCidrs {@code --allocate-node-cidrs}
 * @param range {@code --cluster-cidr}, if given
 * @param ready whether the pod is ready
 */
public record ControllerManagerFact(
    String nodeName, boolean allocateNodeCidrs, @Nullable Cidr range, boolean ready) {
  /** {@code --cluster-cidr}. */
  public Optional<Cidr> clusterCidr() {
    return Optional.ofNullable(range);
  }
}
