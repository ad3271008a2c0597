package io.restitch.cluster.fact;

import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.LabelSelector.Expression;
import io.restitch.core.fact.LabelSelector.Operator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Label selectors and node selector terms. */
public final class Selectors {
  /** Matches nothing: what an absent selector, or an empty node selector term, means. */
  static final LabelSelector NOTHING =
      new LabelSelector(
          Map.of(),
          List.of(
              new Expression("x", Operator.EXISTS, List.of()),
              new Expression("x", Operator.DOES_NOT_EXIST, List.of())));

  private Selectors() {}

  static LabelSelector of(io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
    if (selector == null) {
      return NOTHING;
    }
    return new LabelSelector(
        orEmpty(selector.getMatchLabels()),
        selector.getMatchExpressions().stream()
            .map(e -> new Expression(e.getKey(), operator(e.getOperator()), e.getValues()))
            .toList());
  }

  /** A map that the API left out is empty. */
  public static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : map;
  }

  static Operator operator(String name) {
    return switch (name) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
      case "Gt" -> Operator.GT;
      case "Lt" -> Operator.LT;
      default -> throw new IllegalArgumentException("unknown selector operator " + name);
    };
  }
}
