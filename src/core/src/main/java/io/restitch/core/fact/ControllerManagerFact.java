package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kube-controller-manager's mirror pod says of its flags, and of the process that has them.
 *
 * @param nodeName the control plane it runs on
 * @param allocateNodeCidrs {@code --allocate-node-cidrs}
 * @param range {@code --cluster-cidr}, if given
 * @param nodeMask prefix length of the pod CIDR it gives a Node ({@code --node-cidr-mask-size})
 * @param ready whether the pod is ready
 * @param started when its container was started, by that machine's clock; null while none runs
 */
public record ControllerManagerFact(
    String nodeName,
    boolean allocateNodeCidrs,
    @Nullable Cidr range,
    int nodeMask,
    boolean ready,
    @Nullable Instant started) {
  /** The length unless a flag says another (kube-controller-manager, setNodeCIDRMaskSizes). */
  public static final int DEFAULT_NODE_MASK = 24;

  /** {@code --cluster-cidr}. */
  public Optional<Cidr> clusterCidr() {
    return Optional.ofNullable(range);
  }
}
