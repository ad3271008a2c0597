package io.restitch.core.phases;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.workers.Marks;
import java.util.ArrayList;
import java.util.List;

/** Every pod has an address in the new range, and no node carries a mark of ours. */
public final class Verified implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.VERIFIED;
  }

  @Override
  public Step forward(View view) {
    Cidr range = view.plan().settings().network().podCidr();
    List<Wait> left = new ArrayList<>();
    for (PodFact pod : view.world().workloads().pods().all()) {
      boolean inside =
          pod.spec().hostNetwork()
              || pod.terminal()
              || pod.status().addresses().stream().map(Cidr::parse).allMatch(range::contains);
      if (!inside) {
        left.add(
            new Wait(
                "old-address",
                "pod " + pod.ref(),
                "its address is not in " + range,
                "delete it, so that its controller makes a new one"));
      }
    }
    view.world().nodes().values().stream()
        .filter(Marks::any)
        .map(n -> Wait.of("mark", "node " + n.name(), "it carries a mark of ours"))
        .forEach(left::add);
    return left.isEmpty()
        ? Step.done("every pod has an address in " + range)
        : Step.todo(left.size() + " things are left", List.of(), left);
  }

  @Override
  public Step backward(View view) {
    return Step.done("nothing to undo");
  }
}
