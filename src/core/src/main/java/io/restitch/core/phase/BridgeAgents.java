package io.restitch.core.phase;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the bridge's agents have not said yet, and what is told of those who do not say it. Of a
 * node that is not ready nobody waits for a word: nothing that it sends or gets is in order.
 */
public final class BridgeAgents {
  private BridgeAgents() {}

  /** Whether there is a bridge of ours at work. */
  public static boolean bridged(View view) {
    return !view.attested(PhaseName.BRIDGED)
        && bridge(view.world()).installed()
        && !bridge(view.world()).map().peers().isEmpty();
  }

  /**
   * Nodes that are still waited for.
   *
   * @param who of which nodes a word is wanted
   * @param knows whether an agent that applied what it knows knows enough
   */
  public static List<String> unheard(
      View view, Predicate<String> who, Predicate<AgentReport> knows) {
    return view.world().nodes().values().stream()
        .filter(NodeFact::ready)
        .map(NodeFact::name)
        .filter(who)
        .filter(n -> !said(view.world(), n, knows))
        .toList();
  }

  /** Whether the agent on a node applied what it knows, and knows enough. */
  public static boolean said(Observed world, String node, Predicate<AgentReport> knows) {
    AgentReport said = bridge(world).reports().get(node);
    return said != null && said.applied() && knows.test(said);
  }

  /**
   * The wait for a word of some nodes: it tells of the one that has owed one for longest.
   *
   * @param code of the wait
   * @param subject for whom it is waited
   * @param what they have to say
   * @param unheard of whom it is waited for; not empty
   */
  public static Wait awaited(
      Observed world, String code, String subject, String what, List<String> unheard) {
    String longest =
        Collections.min(
            unheard, Comparator.comparing((String n) -> since(world, n)).thenComparing(n -> n));
    String reason =
        "%d nodes have not said yet that %s, %s among them"
            .formatted(unheard.size(), what, longest);
    return awaited(world, Wait.of(code, subject, reason), longest, since(world, longest));
  }

  /**
   * The wait for a word of one node.
   *
   * @param since since when it is waited for
   */
  public static Wait awaited(Observed world, Wait wait, String node, Instant since) {
    String unread = bridge(world).unread().getOrDefault(node, "");
    return Agent.BRIDGE.unspoken(world, wait, node, unread, since);
  }

  /** The wait for a node that does not answer: whom it cannot reach, if its agent says so. */
  public static Wait unconnected(Observed world, String node) {
    AgentReport said = bridge(world).reports().get(node);
    Wait wait =
        Wait.of(
            "bridge-answers", "node " + node, "its agent does not say that it is connected yet");
    return said == null || said.silent().isEmpty()
        ? awaited(world, wait, node, since(world, node))
        : wait.told(
            "no answer over the bridge from " + String.join(", ", said.silent()),
            "let UDP 8472 pass between the machines, both ways");
  }

  /** Since when it owes a word; from now on if it only begins to. */
  public static Instant since(Observed world, String node) {
    return world.silences().since(node).orElse(world.now());
  }

  private static BridgeFact bridge(Observed world) {
    return world.fabrics().bridge();
  }
}
