package io.restitch.twin.promise;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import java.util.Optional;

/**
 * Promise 6. A rollback empties green, so that it says nothing there; nor does it of a worker that
 * never came in service and is given up.
 */
final class PodsMoveOnce implements Promise {
  @Override
  public String words() {
    return "no pod is evicted from a worker that stays";
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    if (!(action instanceof EvictPod eviction)) {
      return Optional.empty();
    }
    NodeFact node = scene.world().nodes().get(eviction.node());
    boolean back = scene.world().record().filter(r -> r.intent() == Intent.ROLLBACK).isPresent();
    boolean stays =
        node != null
            && !node.controlPlane()
            && node.fabric() == Fabric.FLANNEL
            && !node.tainted(Names.STARTUP_TAINT)
            && !back;
    return stays
        ? Optional.of("eviction of " + eviction.pod() + " from green " + eviction.node())
        : Optional.empty();
  }
}
