package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Carried;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What goes to a machine that stands in for others.
 *
 * <ol>
 *   <li>What those nodes have now, not what they had when the plan was made. After a turn these are
 *       the nodes that were made for the other direction: people have worked with them since.
 *   <li>Only where a node is gone already, what the plan knows of it.
 *   <li>What is changed on a node that leaves, while it leaves, goes over again before it is
 *       deleted. What is taken away there stays.
 * </ol>
 */
final class Carrying {
  private Carrying() {}

  /** All of it, to a node that has none of it yet. */
  static CarryOver first(View view, Replacement wanted, String node) {
    Carried all = all(view, wanted);
    return new CarryOver(node, names(view, wanted), all, all.digest());
  }

  /** What was changed since it was carried over, if one of the nodes still stands. */
  static Optional<CarryOver> again(View view, Replacement wanted, NodeFact node) {
    String note = node.annotations().getOrDefault(Names.CARRIED_OVER, "");
    int digest = note.indexOf(' ') + 1;
    Carried all = all(view, wanted);
    boolean same = digest == 0 || note.substring(digest).equals(all.digest());
    if (same || standing(view, wanted).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CarryOver(node.name(), names(view, wanted), fresh(wanted, all, node), all.digest()));
  }

  /**
   * What neither the plan knew nor the new node has: what people have changed on that one since is
   * theirs.
   */
  private static Carried fresh(Replacement wanted, Carried all, NodeFact node) {
    Map<String, String> labels = new TreeMap<>(all.labels());
    Map<String, String> annotations = new TreeMap<>(all.annotations());
    List<Taint> taints = new ArrayList<>(all.taints());
    for (Source source : wanted.slot().replaces()) {
      labels.entrySet().removeAll(source.carried().labels().entrySet());
      taints.removeAll(source.carried().taints());
    }
    annotations.keySet().removeAll(node.annotations().keySet());
    return new Carried(labels, annotations, taints);
  }

  /** What a node that leaves may do while something of it still has to be carried over. */
  static List<Action> heldBack(Arrival arrival, List<Action> departure) {
    return arrival.actions().stream().anyMatch(a -> a instanceof CarryOver)
        ? departure.stream().filter(a -> !(a instanceof DeleteNode)).toList()
        : departure;
  }

  private static Carried all(View view, Replacement wanted) {
    Map<String, String> labels = new TreeMap<>();
    Map<String, String> annotations = new TreeMap<>();
    List<Taint> taints = new ArrayList<>();
    for (Carried carried : each(view, wanted)) {
      labels.putAll(carried.labels());
      annotations.putAll(carried.annotations());
      carried.taints().stream().filter(t -> !taints.contains(t)).forEach(taints::add);
    }
    return new Carried(labels, annotations, taints);
  }

  private static List<Carried> each(View view, Replacement wanted) {
    Optional<NodeFact> opposite = opposite(view, wanted);
    if (opposite.isPresent()) {
      return List.of(CarryRules.of(opposite.get()));
    }
    return wanted.slot().replaces().stream()
        .map(s -> view.world().node(s.nodeName()).map(CarryRules::of).orElse(s.carried()))
        .toList();
  }

  private static List<String> names(View view, Replacement wanted) {
    return opposite(view, wanted)
        .map(n -> List.of(n.name()))
        .orElseGet(() -> wanted.slot().replaces().stream().map(Source::nodeName).toList());
  }

  /** The nodes that it stands in for which still stand. */
  static List<NodeFact> standing(View view, Replacement wanted) {
    return opposite(view, wanted)
        .map(List::of)
        .orElseGet(() ->
            wanted.slot().replaces().stream()
                .flatMap(s -> view.world().node(s.nodeName()).stream())
                .toList());
  }

  /** The node that the other direction made for this slot, once it was dressed itself. */
  private static Optional<NodeFact> opposite(View view, Replacement wanted) {
    Direction other =
        wanted.direction() == Direction.FORWARD ? Direction.BACKWARD : Direction.FORWARD;
    return Replacement.of(view, wanted.slot(), other).machines(view.world()).stream()
        .flatMap(m -> view.world().node(m.name()).stream())
        .filter(n -> n.annotations().containsKey(Names.CARRIED_OVER))
        .findFirst();
  }
}
