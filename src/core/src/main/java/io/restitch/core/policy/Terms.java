package io.restitch.core.policy;

import io.restitch.core.condition.PhaseName;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is settled of a migration, as far as it changes who enforces policies.
 *
 * @param attested phases that are true by the operator's word
 * @param netpol the image of kube-network-policies that Flannel brings; empty: it brings none
 */
public record Terms(Set<PhaseName> attested, String netpol) {
  public Terms {
    EnumSet<PhaseName> copy = EnumSet.noneOf(PhaseName.class);
    copy.addAll(attested);
    attested = Collections.unmodifiableSet(copy);
  }

  boolean attests(PhaseName phase) {
    return attested.contains(phase);
  }
}
