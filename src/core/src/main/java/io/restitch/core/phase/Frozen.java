package io.restitch.core.phase;

import io.restitch.core.Names;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bridge that nobody tells of new ranges: what its agents know is what it was when the last
 * restitch ended. Calico gives a node another block as soon as all addresses of those it has are
 * taken (calico {@code libcalico-go/lib/ipam/ipam.go}, autoAssign), and of that one they do not
 * know.
 *
 * @param nearlyFull nodes on Calico that may need another block soon, the fullest first
 */
public record Frozen(List<Room> nearlyFull) {
  /** An eighth of all addresses: eight of a block of the usual size. */
  private static final int NEARLY = 8;

  public Frozen {
    nearlyFull = List.copyOf(nearlyFull);
  }

  /**
   * A node's blocks.
   *
   * @param node its name
   * @param free addresses that neither a pod nor a tunnel of its own has
   * @param addresses all
   */
  public record Room(String node, long free, long addresses) {
    private boolean scarce() {
      return free * NEARLY <= addresses;
    }
  }

  /** What is frozen while nobody is at work; nothing without a bridge, or without Calico. */
  public static Optional<Frozen> of(Observed world) {
    BridgeFact bridge = world.fabrics().bridge();
    boolean both =
        bridge.installed()
            && !bridge.map().peers().isEmpty()
            && world.nodes().values().stream().anyMatch(n -> n.fabric() == Fabric.CALICO);
    return both ? Optional.of(new Frozen(nearlyFull(world))) : Optional.empty();
  }

  private static List<Room> nearlyFull(Observed world) {
    return world.nodes().values().stream()
        .filter(n -> n.fabric() == Fabric.CALICO)
        .flatMap(n -> room(world, n).stream())
        .filter(Room::scarce)
        .sorted(Comparator.comparingLong(Room::free).thenComparing(Room::node))
        .toList();
  }

  private static Optional<Room> room(Observed world, NodeFact node) {
    List<Cidr> blocks =
        world.fabrics().calico().blocks().getOrDefault(node.name(), List.of()).stream()
            .filter(b -> !b.v6())
            .toList();
    if (blocks.isEmpty()) {
      return Optional.empty();
    }
    long all = blocks.stream().mapToLong(b -> b.count(32).longValueExact()).sum();
    return Optional.of(new Room(node.name(), all - taken(world, node, blocks), all));
  }

  private static long taken(Observed world, NodeFact node, List<Cidr> blocks) {
    Set<Cidr> taken = new HashSet<>();
    world.podsOn(node.name()).stream()
        .filter(p -> !p.terminal())
        .map(PodFact::status)
        .flatMap(s -> s.addresses().stream())
        .forEach(a -> address(a).ifPresent(taken::add));
    tunnels(node).forEach(a -> address(a).ifPresent(taken::add));
    return taken.stream().filter(a -> blocks.stream().anyMatch(b -> b.contains(a))).count();
  }

  /**
   * Addresses of its tunnels are of its blocks, too; they are annotations of its Node ({@code
   * IPv4VXLANTunnelAddr} and others, calico {@code libcalico-go}, k8s/resources/node.go).
   */
  private static List<String> tunnels(NodeFact node) {
    return node.annotations().entrySet().stream()
        .filter(e -> e.getKey().startsWith(Names.CALICO_PREFIX))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static Optional<Cidr> address(String text) {
    try {
      return text.matches("[0-9.]{7,15}") ? Optional.of(Cidr.parse(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
