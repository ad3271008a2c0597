package io.restitch.core.planner;

import io.restitch.core.check.Checks;
import io.restitch.core.check.Subject;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.policy.Ledger;
import io.restitch.core.workers.CarryRules;
import io.restitch.spi.MachineShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a plan. Pure and deterministic to the byte: the same world and settings give the same plan.
 *
 * <ol>
 *   <li>One slot for each blue worker whose machine the provider knows, its green of the same
 *       shape, taking turns among the zones.
 *   <li>Pod CIDRs in ascending order, without anything that is in use: slots first, then control
 *       planes. The rest is left for later attempts.
 *   <li>Waves ({@link Waves}).
 *   <li>All checks are held against the result; what consents would cover is listed ({@link
 *       Losses}), and so is who enforces policies ({@link Ledger}).
 * </ol>
 */
public final class Planner {
  private Planner() {}

  /** The plan for this world. */
  public static Plan plan(Observed world, Settings settings, Shapes shapes) {
    Iterator<Cidr> ranges = free(world, settings).iterator();
    List<Slot> slots = new ArrayList<>();
    for (NodeFact node : inTurns(blueWorkers(world))) {
      MachineShape shape = shapes.found().get(node.name());
      if (shape != null && ranges.hasNext()) {
        Source source = new Source(node.name(), shape.machineId(), CarryRules.of(node));
        slots.add(new Slot(slots.size() + 1, ranges.next(), shape, List.of(source)));
      }
    }
    List<Conversion> conversions = new ArrayList<>();
    for (NodeFact node : world.nodes().values()) {
      if (node.controlPlane() && node.fabric() != Fabric.FLANNEL && ranges.hasNext()) {
        String machine =
            Optional.ofNullable(shapes.found().get(node.name()))
                .filter(s -> shapes.snapshots())
                .map(MachineShape::machineId)
                .orElse("");
        String address = node.status().addresses().stream().findFirst().orElse("");
        conversions.add(new Conversion(node.name(), ranges.next(), address, machine));
      }
    }
    Subject subject = new Subject(world, settings, shapes, slots);
    return new Plan(
        world.cluster().map(ClusterFact::id).orElse(""),
        settings,
        before(world),
        slots,
        Waves.of(world, settings, slots),
        conversions,
        Checks.all(subject),
        Losses.of(subject),
        Ledger.of(world, settings.terms()));
  }

  private static List<NodeFact> blueWorkers(Observed world) {
    return world.nodes().values().stream()
        .filter(n -> !n.controlPlane() && n.fabric() == Fabric.CALICO)
        .toList();
  }

  /** The first of each zone, then the second of each, so that a wave spreads over zones. */
  private static List<NodeFact> inTurns(List<NodeFact> nodes) {
    Map<String, Integer> seen = new TreeMap<>();
    record Turn(int rank, NodeFact node) {}
    return nodes.stream()
        .sorted(Comparator.comparing(NodeFact::zone).thenComparing(n -> natural(n.name())))
        .map(n -> new Turn(seen.merge(n.zone(), 1, Integer::sum), n))
        .sorted(Comparator.comparingInt(Turn::rank).thenComparing(t -> t.node().zone()))
        .map(Turn::node)
        .toList();
  }

  /** {@code worker-2} before {@code worker-10}. */
  private static String natural(String name) {
    StringBuilder padded = new StringBuilder();
    int digits = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit && digits > 0) {
        padded.append("0".repeat(Math.max(0, 12 - digits)));
      }
      digits = digit ? digits + 1 : 0;
      padded.append(c);
    }
    return padded
        .append("0".repeat(digits > 0 ? Math.max(0, 12 - digits) : 0))
        .reverse()
        .toString();
  }

  private static List<Cidr> free(Observed world, Settings settings) {
    List<Cidr> used = new ArrayList<>();
    world.nodes().values().forEach(n -> used.addAll(n.spec().podCidrs()));
    world.fabrics().calico().blocks().values().forEach(used::addAll);
    used.removeIf(c -> !c.overlaps(settings.network().podCidr()));
    return settings
        .network()
        .podCidr()
        .split(settings.network().nodeMask())
        .filter(c -> used.stream().noneMatch(c::overlaps))
        .limit(world.nodes().size())
        .toList();
  }

  private static Plan.Before before(Observed world) {
    Collection<ControllerManagerFact> managers = world.platform().controllerManagers().values();
    boolean allocating = managers.stream().anyMatch(ControllerManagerFact::allocateNodeCidrs);
    Cidr range =
        managers.stream()
            .flatMap(m -> m.clusterCidr().stream())
            .findFirst()
            .or(() -> world.cluster().flatMap(ClusterFact::oldRange))
            .orElse(null);
    return new Plan.Before(range, allocating);
  }
}
