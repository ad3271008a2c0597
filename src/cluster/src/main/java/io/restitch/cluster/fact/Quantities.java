package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Quantity;
import io.restitch.core.fact.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Kubernetes quantities as {@link Resources}; fractions are rounded up, as the scheduler does. */
final class Quantities {
  private Quantities() {}

  static Resources resources(@Nullable Map<String, Quantity> quantities, long pods) {
    if (quantities == null) {
      return new Resources(0, 0, pods, Map.of());
    }
    Map<String, Long> extended = new TreeMap<>();
    quantities.forEach((name, quantity) -> {
      if (extended(name)) {
        extended.put(name, whole(quantity, BigDecimal.ONE));
      }
    });
    return new Resources(
        whole(quantities.get("cpu"), BigDecimal.valueOf(1000)),
        whole(quantities.get("memory"), BigDecimal.ONE),
        quantities.containsKey("pods") ? whole(quantities.get("pods"), BigDecimal.ONE) : pods,
        extended);
  }

  private static boolean extended(String name) {
    return name.indexOf('/') > 0 || name.startsWith("hugepages-");
  }

  private static long whole(@Nullable Quantity quantity, BigDecimal unit) {
    if (quantity == null) {
      return 0;
    }
    return quantity
        .getNumericalAmount()
        .multiply(unit)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
