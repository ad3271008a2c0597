package io.restitch.core.controlplane;

import io.restitch.core.decision.Wait;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import java.util.List;
import java.util.Optional;

/**
 * What keeps a control-plane machine from being changed in place and can be told from its Node and
 * the machine alone. Only a person can take it away.
 */
public final class Obstacles {
  private Obstacles() {}

  /**
   * Its address leads to the machine of another Node, or to one of another cluster. The kubelet
   * reports the {@code /etc/machine-id} it runs on.
   */
  public static Optional<Wait> mistaken(NodeFact node, HostFact host) {
    String id = host.machine().id();
    return node.runsElsewhere(id)
        ? Optional.of(
            new Wait(
                "machine-mistaken",
                "node " + node.name(),
                "its address leads to the machine with machine-id %s, and its kubelet runs on %s"
                    .formatted(id, node.status().nodeInfo().machineId()),
                "mend its address under hosts.at; if /etc/machine-id was changed, restart its"
                    + " kubelet"))
        : Optional.empty();
  }

  /** A Node that is deleted for its conversion has to be gone within seconds. */
  public static Optional<Wait> finalizers(NodeFact node) {
    List<String> finalizers = node.status().deletion().finalizers();
    return finalizers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Wait(
                "node-finalizers",
                "node " + node.name(),
                "it cannot be deleted and posted again while it has finalizers: "
                    + String.join(", ", finalizers),
                "see whose they are, and let that one clear them"));
  }
}
