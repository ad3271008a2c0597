package io.restitch.core.workers;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.View;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whose agents have not said yet that they did what they were told. Of a node that is not ready
 * nobody waits for a word: nothing that it sends or gets is in order.
 */
final class Unheard {
  private Unheard() {}

  /** Whether there is a bridge of ours at work. */
  static boolean bridged(View view) {
    return !view.attested(PhaseName.BRIDGED)
        && bridge(view).installed()
        && !bridge(view).map().peers().isEmpty();
  }

  /**
   * Nodes that are still waited for.
   *
   * @param who of which nodes a word is wanted
   * @param knows whether an agent that applied what it knows knows enough
   */
  static List<String> of(View view, Predicate<String> who, Predicate<AgentReport> knows) {
    return view.world().nodes().values().stream()
        .filter(NodeFact::ready)
        .map(NodeFact::name)
        .filter(who)
        .filter(n -> !said(view, n, knows))
        .toList();
  }

  private static boolean said(View view, String node, Predicate<AgentReport> knows) {
    AgentReport said = bridge(view).reports().get(node);
    return said != null && said.applied() && knows.test(said);
  }

  private static BridgeFact bridge(View view) {
    return view.world().fabrics().bridge();
  }
}
