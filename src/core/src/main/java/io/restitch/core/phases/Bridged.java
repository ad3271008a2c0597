package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.SetBridge;
import io.restitch.core.action.FabricAction.SetPool;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.List;

/**
 * Pods of both networks reach each other. Routes first, on every node; only then the disabled
 * IPPool that keeps source addresses: the pool without routes leaves answers no way back.
 *
 * <p>Agents and pool have to stay until CalicoRemoved starts. Whether nodes answer is asked only
 * before the phase is true: later on only the machine in change gates anything.
 */
public final class Bridged implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.BRIDGED;
  }

  @Override
  public Step forward(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    if (!bridge.installed()) {
      return Step.todo("the bridge is not installed", List.of(new SetBridge(true)), List.of());
    }
    List<Wait> silent = wasTrue(view) ? List.of() : silent(view, bridge);
    if (!silent.isEmpty()) {
      return Step.todo(silent.size() + " nodes do not answer", List.of(), silent);
    }
    return bridge.pool()
        ? Step.done(bridge.answering().size() + " nodes answer, source addresses are kept")
        : Step.todo("the pool is missing", List.of(new SetPool(true)), List.of());
  }

  private static boolean wasTrue(View view) {
    return view.record().condition(PhaseName.BRIDGED).filter(Condition::holds).isPresent();
  }

  private static List<Wait> silent(View view, BridgeFact bridge) {
    return view.world().nodes().values().stream()
        .filter(NodeFact::ready)
        .filter(n -> !bridge.answering().contains(n.name()))
        .map(n ->
            Wait.of("bridge-answers", "node " + n.name(), "it does not answer over the bridge"))
        .toList();
  }

  @Override
  public Step backward(View view) {
    BridgeFact bridge = view.world().fabrics().bridge();
    if (bridge.pool()) {
      return Step.todo("the pool is there", List.of(new SetPool(false)), List.of());
    }
    return bridge.installed()
        ? Step.todo("the bridge is there", List.of(new SetBridge(false)), List.of())
        : Step.done("the bridge is gone");
  }
}
