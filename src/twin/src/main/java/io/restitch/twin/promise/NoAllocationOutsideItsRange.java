package io.restitch.twin.promise;

import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import java.util.Optional;

/** Promise 8. */
final class NoAllocationOutsideItsRange implements Promise {
  @Override
  public String words() {
    return "kube-controller-manager never sees a pod CIDR outside its range while it allocates";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    for (ControllerManagerFact manager : scene.world().platform().controllerManagers().values()) {
      Cidr range = manager.range();
      if (!manager.allocateNodeCidrs() || range == null) {
        continue;
      }
      for (NodeFact node : scene.world().nodes().values()) {
        for (Cidr cidr : node.spec().podCidrs()) {
          if (!range.contains(cidr)) {
            return Optional.of(
                "on %s it allocates from %s, and %s has %s"
                    .formatted(manager.nodeName(), range, node.name(), cidr));
          }
        }
      }
    }
    return Optional.empty();
  }
}
