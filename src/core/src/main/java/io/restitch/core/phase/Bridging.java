package io.restitch.core.phase;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Observed;

/** What is told of a node that does not answer over the bridge. */
public final class Bridging {
  private static final String CODE = "bridge-answers";

  private Bridging() {}

  /** The wait for it: with whom it cannot reach, if its agent says so. */
  public static Wait silent(Observed world, String node) {
    AgentReport said = world.fabrics().bridge().reports().get(node);
    return said == null || said.silent().isEmpty()
        ? Agent.BRIDGE.awaited(world, CODE, node, "its agent does not say that it is connected yet")
        : new Wait(
            CODE,
            "node " + node,
            "no answer over the bridge from " + String.join(", ", said.silent()),
            "let UDP 8472 pass between the machines, both ways");
  }
}
