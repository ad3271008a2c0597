package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a cluster and does not change by itself.
 *
 * @param id UID of the namespace {@code kube-system}
 * @param version the API server's version, such as {@code v1.34.3}
 * @param podRange {@code networking.podSubnet} of kubeadm's ClusterConfiguration, if known
 * @param serviceRanges Service CIDRs
 */
public record ClusterFact(
    String id, String version, @Nullable Cidr podRange, List<Cidr> serviceRanges) {
  public ClusterFact {
    serviceRanges = List.copyOf(serviceRanges);
  }

  /** The range that pods get their addresses from at the start, if known. */
  public Optional<Cidr> oldRange() {
    return Optional.ofNullable(podRange);
  }
}
