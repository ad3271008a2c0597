package io.restitch.twin.kube;

import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Calico's blocks: a /26 a node, and more when asked to; released when its Node is gone. */
final class CalicoBlocks {
  private static final int LENGTH = 26;

  private final Cidr pool;
  private final Map<String, List<Cidr>> byNode = new TreeMap<>();

  CalicoBlocks(Cidr pool) {
    this.pool = pool;
  }

  /** The first block of a node, which is the first free one if it had none. */
  Cidr of(String node) {
    return byNode.computeIfAbsent(node, k -> new ArrayList<>(List.of(free()))).getFirst();
  }

  /** A node whose block is full gets another one. */
  Cidr more(String node) {
    Cidr block = free();
    byNode.computeIfAbsent(node, k -> new ArrayList<>()).add(block);
    return block;
  }

  private Cidr free() {
    return pool.split(LENGTH)
        .filter(c -> byNode.values().stream().noneMatch(b -> b.contains(c)))
        .findFirst()
        .orElseThrow();
  }

  void releaseAllBut(Set<String> nodes) {
    byNode.keySet().retainAll(nodes);
  }

  TreeMap<String, List<Cidr>> all() {
    TreeMap<String, List<Cidr>> all = new TreeMap<>();
    byNode.forEach((node, blocks) -> all.put(node, List.copyOf(blocks)));
    return all;
  }
}
