package io.restitch.core.fact;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The policies of a cluster, as they were listed when this witness began to look, and who enforces
 * them besides Calico.
 *
 * <p>What Calico's operator made for Calico itself is left out, and so are Calico's own tiers.
 *
 * @param objects names by kind, {@code namespace/name} or {@code name}; no kind without objects
 * @param enforcers DaemonSets that enforce policies
 * @param calicoVersion what {@code ClusterInformation} says, such as {@code v3.31.2}; empty if
 *     nothing says it
 * @param calicoGroup API group that it keeps its objects in, as the API server's groups tell; empty
 *     if it serves none of Calico's
 */
public record PoliciesFact(
    SortedMap<PolicyKind, SortedSet<String>> objects,
    List<PolicyEnforcer> enforcers,
    String calicoVersion,
    String calicoGroup) {
  /** No policy, and nobody who would enforce one. */
  public static final PoliciesFact NONE = new PoliciesFact(new TreeMap<>(), List.of(), "", "");

  public PoliciesFact {
    SortedMap<PolicyKind, SortedSet<String>> copy = new TreeMap<>();
    objects.forEach((kind, names) -> {
      if (!names.isEmpty()) {
        copy.put(kind, Collections.unmodifiableSortedSet(new TreeSet<>(names)));
      }
    });
    objects = Collections.unmodifiableSortedMap(copy);
    enforcers = List.copyOf(enforcers);
  }
}
