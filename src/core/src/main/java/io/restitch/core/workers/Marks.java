package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.fact.NodeFact;

/** Marks that restitch leaves on nodes. */
public final class Marks {
  private Marks() {}

  /** Whether this migration cordoned the node, and nobody else. */
  public static boolean cordonedByUs(NodeFact node, String migration) {
    return node.cordoned() && migration.equals(node.annotations().get(Names.CORDONED_BY));
  }

  /** Whether the node carries any label, annotation or taint of ours. */
  public static boolean any(NodeFact node) {
    return node.labels().keySet().stream().anyMatch(k -> k.startsWith(Names.PREFIX))
        || node.annotations().keySet().stream().anyMatch(k -> k.startsWith(Names.PREFIX))
        || node.spec().taints().stream().anyMatch(t -> t.key().startsWith(Names.PREFIX));
  }
}
