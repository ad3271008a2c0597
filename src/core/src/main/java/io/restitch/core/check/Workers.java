package io.restitch.core.check;

import io.restitch.core.Names;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** There are workers to replace, they are well, and the provider knows their machines. */
final class Workers implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    List<NodeFact> blue = subject.blueWorkers();
    if (blue.isEmpty()) {
      found.add(Check.warn("no-blue", "workers", "no worker is on Calico", ""));
    }
    if (subject.world().fabrics().calico().installation() == CalicoFact.Installation.NONE) {
      found.add(
          Check.warn(
              "calico-absent",
              "Calico",
              "it was not found in this cluster",
              "is this the right cluster?"));
    }
    for (NodeFact node : blue) {
      String problem = subject.shapes().problems().get(node.name());
      if (problem != null) {
        found.add(
            Check.block(
                "no-shape",
                "node " + node.name(),
                "the provider cannot say what its machine is made of: " + problem,
                "check the provider's settings, or remove the node first"));
      }
      if (!node.ready()) {
        found.add(
            Check.block(
                "unready-node",
                "node " + node.name(),
                "it is not Ready, so its pods cannot end gracefully",
                "repair it, or remove it together with its machine"));
      }
      if (node.cordoned() && !node.annotations().containsKey(Names.CORDONED_BY)) {
        found.add(
            Check.warn(
                "cordoned-node",
                "node " + node.name(),
                "somebody cordoned it; it is replaced all the same",
                ""));
      }
    }
    if (found.isEmpty()) {
      found.add(
          Check.ok(
              "workers",
              "workers",
              blue.size() + " workers on Calico, all Ready, their machines known"));
    }
    return found;
  }
}
