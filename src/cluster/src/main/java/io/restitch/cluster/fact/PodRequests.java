package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.restitch.core.fact.Resources;

/**
 * What a pod asks for, as the scheduler counts it (k8s.io/component-helpers, resource.PodRequests):
 * the sum of containers and sidecars, or the largest moment of initialisation (an init container
 * beside the sidecars started before it), whichever is more, and the overhead.
 */
final class PodRequests {
  private PodRequests() {}

  static Resources of(PodSpec spec) {
    Resources running = Resources.NONE;
    for (Container container : spec.getContainers()) {
      running = running.plus(requests(container));
    }
    Resources sidecars = Resources.NONE;
    Resources initial = Resources.NONE;
    for (Container container : spec.getInitContainers()) {
      if ("Always".equals(container.getRestartPolicy())) {
        sidecars = sidecars.plus(requests(container));
        initial = initial.max(sidecars);
      } else {
        initial = initial.max(sidecars.plus(requests(container)));
      }
    }
    Resources asked = running.plus(sidecars).max(initial);
    if (spec.getResources() != null && !spec.getResources().getRequests().isEmpty()) {
      asked = podLevel(asked, spec);
    }
    return asked
        .plus(Quantities.resources(spec.getOverhead(), 0))
        .plus(Quantities.resources(null, 1));
  }

  /** Requests of the pod as a whole replace the containers' cpu and memory. */
  private static Resources podLevel(Resources containers, PodSpec spec) {
    var whole = spec.getResources().getRequests();
    Resources pod = Quantities.resources(whole, 0);
    return new Resources(
        whole.containsKey("cpu") ? pod.cpuMillis() : containers.cpuMillis(),
        whole.containsKey("memory") ? pod.memoryBytes() : containers.memoryBytes(),
        0,
        containers.extended());
  }

  private static Resources requests(Container container) {
    return container.getResources() == null
        ? Resources.NONE
        : Quantities.resources(container.getResources().getRequests(), 0);
  }
}
