package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import java.util.List;
import java.util.stream.Stream;

/** Marks that restitch leaves on nodes. */
public final class Marks {
  private Marks() {}

  /** Whether this migration cordoned the node, and nobody else. */
  public static boolean cordonedByUs(NodeFact node, String migration) {
    return node.cordoned() && migration.equals(node.annotations().get(Names.CORDONED_BY));
  }

  /** Whether the node carries any label, annotation or taint of ours. */
  public static boolean any(NodeFact node) {
    return keys(node).anyMatch(k -> k.startsWith(Names.PREFIX));
  }

  /** Keys of all labels, annotations and taints of ours that the node carries. */
  public static List<String> of(NodeFact node) {
    return keys(node).filter(k -> k.startsWith(Names.PREFIX)).sorted().distinct().toList();
  }

  private static Stream<String> keys(NodeFact node) {
    return Stream.of(
            node.labels().keySet().stream(),
            node.annotations().keySet().stream(),
            node.spec().taints().stream().map(Taint::key))
        .flatMap(s -> s);
  }
}
