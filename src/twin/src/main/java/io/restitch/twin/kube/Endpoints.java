package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.EndpointsFact;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.model.ServiceRule;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The EndpointSlice controller: a pod that is asked to go gets no traffic any more. */
final class Endpoints {
  private final Truth truth;
  private final List<ServiceRule> services;

  Endpoints(Truth truth, List<ServiceRule> services) {
    this.truth = truth;
    this.services = List.copyOf(services);
  }

  void reconcile() {
    for (ServiceRule service : services) {
      SortedSet<String> nodes = new TreeSet<>();
      for (PodFact pod : truth.world().workloads().pods().all()) {
        if (pod.ref().namespace().equals(service.ref().namespace())
            && service.selector().matches(pod.labels())
            && pod.status().ready()
            && !pod.terminating()) {
          nodes.add(pod.nodeName());
        }
      }
      truth.change(
          new Change.EndpointsSeen(
              new EndpointsFact(service.ref(), service.ref().name(), nodes, new TreeSet<>())));
    }
  }
}
