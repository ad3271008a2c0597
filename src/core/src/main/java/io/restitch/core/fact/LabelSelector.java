package io.restitch.core.fact;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A label selector: all of its labels and expressions must match.
 *
 * @param labels required labels
 * @param expressions required expressions
 */
public record LabelSelector(Map<String, String> labels, List<Expression> expressions) {
  /** Matches everything (in {@code policy/v1}, an empty selector selects every pod). */
  public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

  public LabelSelector {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    expressions = List.copyOf(expressions);
  }

  /** Whether an object with these labels is selected. */
  public boolean matches(Map<String, String> of) {
    return labels.entrySet().stream().allMatch(e -> e.getValue().equals(of.get(e.getKey())))
        && expressions.stream().allMatch(e -> e.matches(of));
  }

  /**
   * One expression.
   *
   * @param key label key
   * @param operator how the label's value is compared
   * @param values values for {@code In}, {@code NotIn}, {@code Gt}, {@code Lt}
   */
  public record Expression(String key, Operator operator, List<String> values) {
    public Expression {
      values = List.copyOf(values);
    }

    /** Whether labels satisfy the expression; an absent label satisfies {@code NotIn}. */
    public boolean matches(Map<String, String> of) {
      String value = of.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GT -> value != null && compare(value) > 0;
        case LT -> value != null && compare(value) < 0;
      };
    }

    private int compare(String value) {
      return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
    }
  }

  /** Operators of label selectors and node selectors. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GT,
    LT
  }
}
