package io.restitch.core.fact;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a cluster and does not change by itself.
 *
 * @param id UID of the namespace {@code kube-system}
 * @param version the API server's version, such as {@code v1.34.3}
 * @param podRange {@code networking.podSubnet} of kubeadm's ClusterConfiguration, if known
 * @param serviceRanges Service CIDRs
 * @param handled phases whose effects restitch can bring about on this cluster
 * @param visible phases whose truth restitch can see on this cluster
 */
public record ClusterFact(
    String id,
    String version,
    @Nullable Cidr podRange,
    List<Cidr> serviceRanges,
    Set<PhaseName> handled,
    Set<PhaseName> visible) {
  public ClusterFact {
    serviceRanges = List.copyOf(serviceRanges);
    handled = Collections.unmodifiableSet(copy(handled));
    visible = Collections.unmodifiableSet(copy(visible));
  }

  /** The range that pods get their addresses from at the start, if known. */
  public Optional<Cidr> oldRange() {
    return Optional.ofNullable(podRange);
  }

  private static Set<PhaseName> copy(Set<PhaseName> phases) {
    EnumSet<PhaseName> all = EnumSet.noneOf(PhaseName.class);
    all.addAll(phases);
    return all;
  }
}
