package io.restitch.twin.kube;

import io.restitch.core.net.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Calico's blocks: a /26 a node, released when its Node is gone. */
final class CalicoBlocks {
  private static final int LENGTH = 26;

  private final Cidr pool;
  private final Map<String, Cidr> byNode = new TreeMap<>();

  CalicoBlocks(Cidr pool) {
    this.pool = pool;
  }

  /** The block of a node, which is the first free one if it had none. */
  Cidr of(String node) {
    return byNode.computeIfAbsent(
        node,
        k -> pool.split(LENGTH).filter(c -> !byNode.containsValue(c)).findFirst().orElseThrow());
  }

  void releaseAllBut(Set<String> nodes) {
    byNode.keySet().retainAll(nodes);
  }

  TreeMap<String, List<Cidr>> all() {
    TreeMap<String, List<Cidr>> all = new TreeMap<>();
    byNode.forEach((node, block) -> all.put(node, List.of(block)));
    return all;
  }
}
