package io.restitch.core.plan;

import io.restitch.spi.MachineShape;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the provider says of the cluster's machines.
 *
 * @param found shapes by node name
 * @param problems what went wrong, by node name
 */
public record Shapes(Map<String, MachineShape> found, Map<String, String> problems) {
  /** Nothing was asked. */
  public static final Shapes NONE = new Shapes(Map.of(), Map.of());

  public Shapes {
    found = Collections.unmodifiableMap(new TreeMap<>(found));
    problems = Collections.unmodifiableMap(new TreeMap<>(problems));
  }
}
