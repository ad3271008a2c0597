package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.restitch.core.Names;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether a DaemonSet's required node affinity keeps its pods off, or on, green nodes. */
final class Fences {
  private Fences() {}

  /**
   * Whether every term (one is enough to get in) refuses both {@code flannel} and {@code
   * converting}: by {@code NotIn} both, or {@code DoesNotExist}.
   */
  static boolean keepsOffGreen(@Nullable PodSpec spec) {
    return keepsOff(spec, List.of(Names.FABRIC_FLANNEL, Names.FABRIC_CONVERTING));
  }

  /** Whether every term refuses {@code flannel}. */
  static boolean keepsOffFlannel(@Nullable PodSpec spec) {
    return keepsOff(spec, List.of(Names.FABRIC_FLANNEL));
  }

  private static boolean keepsOff(@Nullable PodSpec spec, List<String> values) {
    return every(
        spec,
        e ->
            switch (e.getOperator()) {
              case "DoesNotExist" -> true;
              case "NotIn" -> e.getValues().containsAll(values);
              default -> false;
            });
  }

  /** Whether every term asks for {@code flannel}, or the node selector does. */
  static boolean keepsToGreen(@Nullable PodSpec spec) {
    Map<String, String> selector = Selectors.orEmpty(spec == null ? null : spec.getNodeSelector());
    return Names.FABRIC_FLANNEL.equals(selector.get(Names.FABRIC))
        || every(
            spec,
            e ->
                "In".equals(e.getOperator())
                    && e.getValues().equals(List.of(Names.FABRIC_FLANNEL)));
  }

  private static boolean every(
      @Nullable PodSpec spec, Predicate<NodeSelectorRequirement> satisfies) {
    var affinity = spec == null ? null : spec.getAffinity();
    var node = affinity == null ? null : affinity.getNodeAffinity();
    var required = node == null ? null : node.getRequiredDuringSchedulingIgnoredDuringExecution();
    List<NodeSelectorTerm> terms = required == null ? List.of() : required.getNodeSelectorTerms();
    return !terms.isEmpty()
        && terms.stream()
            .allMatch(t ->
                t.getMatchExpressions().stream()
                    .anyMatch(e -> Names.FABRIC.equals(e.getKey()) && satisfies.test(e)));
  }
}
