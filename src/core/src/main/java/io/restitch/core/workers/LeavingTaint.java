package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.AddTaint;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import java.util.Collection;
import java.util.List;

/**
 * The soft taint of the nodes that go. All get it before the first is cordoned, so that the
 * scheduler prefers nodes that stay and a pod moves only once.
 */
public final class LeavingTaint {
  private static final Taint TAINT = new Taint(Names.LEAVING_TAINT, "", Taint.PREFER_NO_SCHEDULE);

  private LeavingTaint() {}

  /** Taints those that have no such taint. */
  public static List<Action> add(Collection<NodeFact> nodes) {
    return nodes.stream()
        .filter(n -> !n.tainted(Names.LEAVING_TAINT))
        .<Action>map(n -> new AddTaint(n.name(), TAINT))
        .toList();
  }

  /** Takes it from those that have it. */
  public static List<Action> remove(Collection<NodeFact> nodes) {
    return nodes.stream()
        .filter(n -> n.tainted(Names.LEAVING_TAINT))
        .<Action>map(n -> new RemoveTaint(n.name(), Names.LEAVING_TAINT))
        .toList();
  }
}
