package io.restitch.core.phases;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.Peer;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.core.workers.Looks;
import io.restitch.core.workers.Pins;
import io.restitch.core.workers.Replacement;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which nodes the bridge joins, and which ranges each carries.
 *
 * <ol>
 *   <li>A node on Calico carries its blocks; on Canal its pod CIDR, for host-local gives addresses
 *       there. Blocks of a green node are leftovers of an agent that ran there by accident.
 *   <li>A green node carries its pod CIDR. A control plane that is yet to be converted already
 *       carries its next one, so that its routes are everywhere before its first new pod is.
 *   <li>A machine that is pinned keeps what it carried before, too: its Node may have been made
 *       anew already, and pods with old addresses run until they are replaced.
 *   <li>A machine that boots is there as soon as it has an address, with the range that its Node is
 *       to get: everybody knows that before the first pod has an address of it.
 *   <li>A pool of Calico's that goes stays as long as somebody carries a range of it.
 *   <li>A node whose Node is gone is there as it was before, as long as its machine is: its pods
 *       still shut down, or it is a control plane between delete and post.
 *   <li>As long as nobody has looked at the cloud, machines of ours are as they were: one that
 *       boots may still do so.
 * </ol>
 */
final class Ground {
  private Ground() {}

  /** The map that follows the one that the agents have. */
  static BridgeMap next(View view) {
    BridgeMap before = before(view);
    SortedMap<String, Wanted> wanted = wanted(view, before);
    Cidr fresh = view.plan().settings().network().podCidr();
    List<Cidr> pools = new ArrayList<>(view.world().fabrics().calico().pools());
    before.pools().stream().filter(p -> used(p, wanted) && !p.equals(fresh)).forEach(pools::add);
    Optional<String> rest = pools.isEmpty() ? Optional.empty() : rest(view, before.rest(), wanted);
    pools.add(fresh);
    return before.next(pools, rest, wanted);
  }

  /** Nodes that found no link address. */
  static List<String> unlinked(View view) {
    BridgeMap told = before(view);
    return told.full()
        ? wanted(view, told).keySet().stream().filter(n -> !told.peers().containsKey(n)).toList()
        : List.of();
  }

  private static BridgeMap before(View view) {
    BridgeMap told = view.world().fabrics().bridge().map();
    return told.generation() == 0
        ? BridgeMap.none(view.plan().settings().network().linkRange())
        : told;
  }

  private static SortedMap<String, Wanted> wanted(View view, BridgeMap before) {
    SortedMap<String, Wanted> wanted = new TreeMap<>();
    view.world()
        .nodes()
        .values()
        .forEach(
            node -> address(node).ifPresent(a -> wanted.put(node.name(), node(view, node, a))));
    keepPinned(view, before, wanted);
    booting(view, wanted);
    if (!Looks.ever(view.world())) {
      keepMade(view, before, wanted);
    }
    remaining(view, before)
        .forEach(
            (name, peer) -> wanted.putIfAbsent(name, new Wanted(peer.address(), peer.ranges())));
    return wanted;
  }

  /** Blocks outlive their pool, and the pods in them: it may be back under another name. */
  private static boolean used(Cidr pool, Map<String, Wanted> wanted) {
    return wanted.values().stream().flatMap(w -> w.ranges().stream()).anyMatch(pool::contains);
  }

  /**
   * A node on Calico that is ready and not in change, and the same one as long as it is one: each
   * change is one of every node's. The control plane that leaves Calico last comes first.
   */
  private static Optional<String> rest(
      View view, Optional<String> now, Map<String, Wanted> wanted) {
    Set<String> pinned = view.world().fabrics().bridge().pins().all().keySet();
    List<String> order = view.plan().conversions().stream().map(Conversion::nodeName).toList();
    return view.world().nodes().values().stream()
        .filter(n -> n.fabric() == Fabric.CALICO)
        .filter(n -> wanted.containsKey(n.name()) && !pinned.contains(n.name()))
        .min(
            Comparator.comparing((NodeFact n) -> !n.ready())
                .thenComparing(n -> !now.equals(Optional.of(n.name())))
                .thenComparing(n -> -order.indexOf(n.name()))
                .thenComparing(NodeFact::name))
        .map(NodeFact::name);
  }

  private static Optional<String> address(NodeFact node) {
    return node.status().addresses().stream().findFirst();
  }

  private static Wanted node(View view, NodeFact node, String address) {
    List<Cidr> ranges = new ArrayList<>();
    CalicoFact calico = view.world().fabrics().calico();
    Cidr fresh = view.plan().settings().network().podCidr();
    if (node.fabric() != Fabric.FLANNEL) {
      ranges.addAll(calico.blocks().getOrDefault(node.name(), List.of()));
      if (calico.installation() == CalicoFact.Installation.CANAL) {
        ranges.addAll(node.spec().podCidrs());
      }
    }
    node.spec().podCidrs().stream().filter(fresh::contains).forEach(ranges::add);
    view.plan().conversions().stream()
        .filter(c -> c.nodeName().equals(node.name()))
        .map(Conversion::podCidr)
        .forEach(ranges::add);
    return new Wanted(address, ranges);
  }

  private static void keepPinned(View view, BridgeMap before, Map<String, Wanted> wanted) {
    for (String name : view.world().fabrics().bridge().pins().all().keySet()) {
      Peer known = before.peers().get(name);
      Wanted now = wanted.get(name);
      if (known != null && now != null) {
        List<Cidr> both = new ArrayList<>(now.ranges());
        known.ranges().stream().filter(r -> !both.contains(r)).forEach(both::add);
        wanted.put(name, new Wanted(now.address(), both));
      }
    }
  }

  private static void booting(View view, Map<String, Wanted> wanted) {
    for (Slot slot : view.plan().slots()) {
      Replacement coming = Replacement.of(view, slot, Direction.FORWARD);
      Cidr range = coming.podCidr();
      Machine machine = coming.machine(view.world()).orElse(null);
      if (range != null && machine != null) {
        Wanted node = wanted.get(machine.name());
        if (node != null) {
          wanted.put(machine.name(), carrying(node, range));
        } else if (!machine.addresses().isEmpty()) {
          wanted.put(machine.name(), new Wanted(machine.addresses().getFirst(), List.of(range)));
        }
      }
    }
  }

  private static void keepMade(View view, BridgeMap before, Map<String, Wanted> wanted) {
    String prefix = view.plan().settings().workers().namePrefix();
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        Replacement made = Replacement.of(view, slot, direction);
        String name = made.name(prefix);
        Peer known = before.peers().get(name);
        Wanted node = wanted.get(name);
        Cidr range = made.podCidr();
        if (known != null && node == null) {
          wanted.put(name, new Wanted(known.address(), known.ranges()));
        } else if (known != null && range != null && known.ranges().contains(range)) {
          wanted.put(name, carrying(Objects.requireNonNull(node), range));
        }
      }
    }
  }

  private static Wanted carrying(Wanted node, Cidr range) {
    List<Cidr> ranges = new ArrayList<>(node.ranges());
    ranges.add(range);
    return new Wanted(node.address(), ranges);
  }

  /** Peers without a Node whose machine is not known to be gone. */
  private static Map<String, Peer> remaining(View view, BridgeMap before) {
    Map<String, Peer> remaining = new TreeMap<>();
    before
        .peers()
        .forEach((name, peer) -> {
          if (!view.world().nodes().containsKey(name) && Pins.machineStays(view, name)) {
            remaining.put(name, peer);
          }
        });
    return remaining;
  }
}
