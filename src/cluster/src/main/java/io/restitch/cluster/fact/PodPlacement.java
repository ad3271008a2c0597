package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.restitch.core.Names;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.LabelSelector.Expression;
import io.restitch.core.fact.PodFact.AntiAffinity;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.fact.Toleration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a pod may go. */
final class PodPlacement {
  /** What {@code matchFields} can name; a kubelet's Node bears its own name in this label. */
  private static final String NAME_FIELD = "metadata.name";

  private PodPlacement() {}

  static Placement of(PodSpec spec) {
    return new Placement(
        Selectors.orEmpty(spec.getNodeSelector()),
        affinity(spec),
        spec.getTolerations().stream().map(PodPlacement::toleration).toList(),
        antiAffinity(spec));
  }

  private static List<LabelSelector> affinity(PodSpec spec) {
    var affinity = spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity();
    var required =
        affinity == null ? null : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        ? List.of()
        : required.getNodeSelectorTerms().stream().map(PodPlacement::term).toList();
  }

  private static LabelSelector term(NodeSelectorTerm term) {
    List<Expression> all =
        Stream.concat(
                term.getMatchExpressions().stream().map(e -> expression(e, e.getKey())),
                term.getMatchFields().stream()
                    .filter(e -> NAME_FIELD.equals(e.getKey()))
                    .map(e -> expression(e, Names.HOSTNAME)))
            .toList();
    return all.isEmpty() ? Selectors.NOTHING : new LabelSelector(Map.of(), all);
  }

  private static Expression expression(NodeSelectorRequirement e, String key) {
    return new Expression(key, Selectors.operator(e.getOperator()), e.getValues());
  }

  private static Toleration toleration(io.fabric8.kubernetes.api.model.Toleration toleration) {
    return new Toleration(
        orEmpty(toleration.getKey()),
        "Exists".equals(toleration.getOperator()),
        orEmpty(toleration.getValue()),
        orEmpty(toleration.getEffect()));
  }

  private static List<AntiAffinity> antiAffinity(PodSpec spec) {
    var anti = spec.getAffinity() == null ? null : spec.getAffinity().getPodAntiAffinity();
    return anti == null
        ? List.of()
        : anti.getRequiredDuringSchedulingIgnoredDuringExecution().stream()
            .map(t -> new AntiAffinity(Selectors.of(t.getLabelSelector()), t.getTopologyKey()))
            .toList();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
