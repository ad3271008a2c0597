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
 * @param snapshots whether it takes snapshots of their volumes
 */
public record Shapes(
    Map<String, MachineShape> found, Map<String, String> problems, boolean snapshots) {
  /** Nothing was asked. */
  public static final Shapes NONE = new Shapes(Map.of(), Map.of());

  /** What a provider says that takes snapshots. */
  public Shapes(Map<String, MachineShape> found, Map<String, String> problems) {
    this(found, problems, true);
  }

  public Shapes {
    found = Collections.unmodifiableMap(new TreeMap<>(found));
    problems = Collections.unmodifiableMap(new TreeMap<>(problems));
  }
}
