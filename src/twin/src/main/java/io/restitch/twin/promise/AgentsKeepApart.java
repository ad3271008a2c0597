package io.restitch.twin.promise;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.kube.PodNetworks;
import java.util.Optional;

/** Promise 9. */
final class AgentsKeepApart implements Promise {
  @Override
  public String words() {
    return "no Calico agent on green, no Flannel agent on blue";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    boolean open = scene.world().fabrics().openness() != Openness.RESTRICTED;
    for (PodFact pod : scene.world().workloads().pods().all()) {
      String agent = pod.controller().map(PodFact.Owner::name).orElse("");
      NodeFact node = scene.world().nodes().get(pod.nodeName());
      if (node == null || pod.terminating()) {
        continue;
      }
      boolean wrong =
          (agent.equals(PodNetworks.CALICO) && node.fabric() == Fabric.FLANNEL)
              || (agent.equals(PodNetworks.FLANNEL) && node.fabric() == Fabric.CALICO && !open);
      if (wrong) {
        return Optional.of(pod.ref() + " is on " + node.name());
      }
    }
    return Optional.empty();
  }
}
