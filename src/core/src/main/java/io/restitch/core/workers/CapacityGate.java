package io.restitch.core.workers;

import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.fact.Resources;
import io.restitch.core.phase.View;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a node be cordoned only if what stays can carry everything, group by group.
 *
 * <p>Pods that may go to the same nodes are one group. A group needs the requests of all pods whose
 * nodes are among its own, and the headroom; its nodes offer what is allocatable on those that are
 * Ready, not cordoned and without startup taint, less what DaemonSets use there. Groups that the
 * node does not serve do not matter for it. Lives as long as one decision: a node that it lets go
 * counts as gone for the next.
 */
public final class CapacityGate {
  private final View view;
  private final List<NodeFact> staying = new ArrayList<>();
  private @Nullable Map<Placement, Resources> demand;

  public CapacityGate(View view) {
    this.view = view;
    for (NodeFact node : view.world().nodes().values()) {
      boolean going = view.busy().runs(new Cordon(node.name(), view.record().id()));
      if (node.schedulable() && !going) {
        staying.add(node);
      }
    }
  }

  /**
   * Lets the node go, and counts it as gone; or says what would be missing. Pods that could run on
   * no other node anyway, as with a single control plane, do not hold it.
   */
  public Optional<Wait> refuse(NodeFact leaving) {
    List<NodeFact> rest = staying.stream().filter(n -> !n.name().equals(leaving.name())).toList();
    List<Resources> offers = rest.stream().map(this::offer).toList();
    Map<Placement, BitSet> groups = new LinkedHashMap<>();
    demand().keySet().forEach(p -> groups.put(p, eligible(p, rest)));
    for (Placement group : demand().keySet()) {
      if (eligible(group, List.of(leaving)).isEmpty()) {
        continue;
      }
      BitSet nodes = Objects.requireNonNull(groups.get(group));
      if (leaving.controlPlane() && nodes.isEmpty()) {
        continue;
      }
      Resources needed = needed(nodes, groups);
      Resources offered =
          nodes.stream().mapToObj(offers::get).reduce(Resources.NONE, Resources::plus);
      int headroom = view.plan().settings().workers().headroom();
      if (!needed.plusPercent(headroom).fitsIn(offered)) {
        return Optional.of(missing(leaving, group, needed, offered, headroom));
      }
    }
    staying.removeIf(n -> n.name().equals(leaving.name()));
    return Optional.empty();
  }

  private Resources needed(BitSet nodes, Map<Placement, BitSet> groups) {
    Resources sum = Resources.NONE;
    for (Map.Entry<Placement, BitSet> other : groups.entrySet()) {
      BitSet outside = (BitSet) other.getValue().clone();
      outside.andNot(nodes);
      if (outside.isEmpty()) {
        sum = sum.plus(demand().getOrDefault(other.getKey(), Resources.NONE));
      }
    }
    return sum;
  }

  private Map<Placement, Resources> demand() {
    Map<Placement, Resources> known = demand;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (PodFact pod : view.world().workloads().pods().all()) {
        if (!pod.terminal() && !pod.mirror() && !pod.ownedBy("DaemonSet") && !pod.terminating()) {
          known.merge(group(pod), pod.spec().requests(), Resources::plus);
        }
      }
      demand = known;
    }
    return known;
  }

  /** Anti-affinity is between pods, it does not say which nodes there are to choose from. */
  private static Placement group(PodFact pod) {
    Placement p = pod.spec().placement();
    return new Placement(p.nodeSelector(), p.affinity(), p.tolerations(), List.of());
  }

  private static BitSet eligible(Placement placement, List<NodeFact> nodes) {
    BitSet fits = new BitSet();
    for (int i = 0; i < nodes.size(); i++) {
      NodeFact node = nodes.get(i);
      if (placement.wants(node.labels()) && placement.tolerates(node.spec().taints())) {
        fits.set(i);
      }
    }
    return fits;
  }

  private Resources offer(NodeFact node) {
    Resources daemons =
        view.world().podsOn(node.name()).stream()
            .filter(p -> (p.ownedBy("DaemonSet") || p.mirror()) && !p.terminal())
            .map(p -> p.spec().requests())
            .reduce(Resources.NONE, Resources::plus);
    return node.status().allocatable().minus(daemons);
  }

  private static Wait missing(
      NodeFact node, Placement group, Resources needed, Resources offered, int headroom) {
    String who =
        group.nodeSelector().isEmpty()
            ? "pods"
            : "pods that want nodes with " + group.nodeSelector();
    return new Wait(
        "capacity",
        "node " + node.name(),
        "without it, %s need %s and %d %% headroom, the other nodes offer %s"
            .formatted(who, words(needed), headroom, words(offered)),
        "");
  }

  private static String words(Resources r) {
    return String.format(
        Locale.ROOT,
        "%.1f CPU, %.1f GiB, %d pods%s",
        r.cpuMillis() / 1000.0,
        r.memoryBytes() / (double) (1L << 30),
        r.pods(),
        r.extended().isEmpty() ? "" : ", " + r.extended());
  }
}
