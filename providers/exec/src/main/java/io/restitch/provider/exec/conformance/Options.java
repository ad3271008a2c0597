package io.restitch.provider.exec.conformance;

import io.restitch.spi.MachineShape;
import io.restitch.spi.NodeRef;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the suite may do and with what.
 *
 * @param run distinguishes this run's names, tokens, tags and canary from all others: 8 to 20
 *     lower-case letters and digits
 * @param node a node of the cluster to read a shape from; null to leave {@code shape} unasked
 * @param shape what to make machines of; null to take the node's
 */
public record Options(String run, @Nullable NodeRef node, @Nullable MachineShape shape) {
  public Options {
    if (!run.matches("[a-z0-9]{8,20}")) {
      throw new IllegalArgumentException("a run is 8 to 20 lower-case letters and digits: " + run);
    }
  }

  /** Only capabilities, list and get of an unknown id: makes and deletes nothing. */
  public static Options readOnly() {
    return new Options(random(), null, null);
  }

  /** Makes and deletes two machines of this shape. */
  public static Options making(MachineShape shape) {
    return new Options(random(), null, shape);
  }

  /** Makes and deletes two machines like this node's. */
  public static Options like(NodeRef node) {
    return new Options(random(), node, null);
  }

  /** A shape for providers that do not care. */
  public static MachineShape anyShape() {
    return new MachineShape("", "", "", "", Map.of());
  }

  /** Whether machines are made at all. */
  public boolean makesMachines() {
    return node != null || shape != null;
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }
}
