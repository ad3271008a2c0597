package io.restitch.twin.promise;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Conversion;
import io.restitch.core.workers.Marks;
import java.util.List;
import java.util.Optional;

/** Promise 2. */
final class OneControlPlaneInChange implements Promise {
  @Override
  public String words() {
    return "at most one control plane is in change, and etcd has its quorum";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    List<String> changing =
        scene.plan().conversions().stream()
            .map(Conversion::nodeName)
            .filter(name -> inChange(scene, name))
            .toList();
    if (changing.size() > 1) {
      return Optional.of("in change are " + changing);
    }
    long all = scene.world().platform().hosts().size();
    long healthy =
        scene.world().platform().hosts().values().stream().filter(h -> h.etcd().healthy()).count();
    return healthy * 2 > all || all == 0
        ? Optional.empty()
        : Optional.of(healthy + " of " + all + " etcd members are healthy");
  }

  private static boolean inChange(Scene scene, String name) {
    NodeFact node = scene.world().nodes().get(name);
    HostFact host = scene.world().platform().hosts().get(name);
    boolean cordoned =
        node != null
            && scene.world().record().filter(r -> Marks.cordonedByUs(node, r.id())).isPresent();
    return node == null
        || cordoned
        || node.fabric() == Fabric.CONVERTING
        || (host != null && !host.kubeletRunning());
  }
}
