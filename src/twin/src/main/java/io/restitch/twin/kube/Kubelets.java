package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Phase;
import io.restitch.twin.model.Workload;
import io.restitch.twin.model.Workload.Pace;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The kubelets: they start what is bound to their node, make it ready, and stop what is asked to
 * go. A kubelet whose Node is gone goes on with its pods, but gets no new ones (kubernetes {@code
 * pkg/kubelet/kubelet.go}: the pods' source is the API server's pod list).
 */
final class Kubelets {
  private final Truth truth;
  private final Workloads workloads;
  private final Volumes volumes;
  private final PodNetworks networks;
  private final Predicate<String> alive;
  private final Chance chance;
  private final Set<String> busy = new HashSet<>();

  /**
   * @param alive whether a kubelet of this name runs, its machine included
   */
  Kubelets(
      Truth truth,
      Workloads workloads,
      Volumes volumes,
      PodNetworks networks,
      Predicate<String> alive,
      Chance chance) {
    this.truth = truth;
    this.workloads = workloads;
    this.volumes = volumes;
    this.networks = networks;
    this.alive = alive;
    this.chance = chance;
  }

  /** Each running kubelet looks at its pods. */
  void reconcile() {
    for (PodFact pod : truth.world().workloads().pods().all()) {
      if (pod.bound() && alive.test(pod.nodeName()) && !pod.mirror()) {
        look(pod);
      }
    }
  }

  private void look(PodFact pod) {
    Pace pace = workloads.of(pod).map(Workload::pace).orElse(Pace.SERVICE);
    boolean nodeStands = truth.node(pod.nodeName()).isPresent();
    if (pod.terminating()) {
      if (pod.status().ready()) {
        later("unready", pod, chance.millis(50, 400), p -> change(PodEdits.ready(p, false)));
      }
      if (pod.status().finalizers().isEmpty()) {
        Duration stop = varied(pace.stop());
        Duration grace = Duration.ofSeconds(pod.spec().graceSeconds());
        later("stop", pod, stop.compareTo(grace) > 0 ? grace : stop, this::stopped);
      }
    } else if (pod.status().phase() == Phase.PENDING && nodeStands) {
      String image = networks.unpulled(pod);
      if (!image.equals(pod.status().unpulled())) {
        change(pod.with(pod.status().waitingFor(image)));
      } else if (image.isEmpty() && networks.up(pod) && volumes.attached(pod)) {
        later("start", pod, varied(pace.start()), this::started);
      }
    } else if (pod.status().phase() == Phase.RUNNING) {
      if (!pod.status().ready()) {
        later("ready", pod, varied(pace.ready()), this::readied);
      }
      if (!pace.run().isZero()) {
        later("succeed", pod, varied(pace.run()), p -> change(PodEdits.succeeded(p)));
      }
    }
  }

  private void started(PodFact pod) {
    Optional<String> address = networks.address(pod);
    if (pod.status().phase() == Phase.PENDING && !pod.terminating() && address.isPresent()) {
      change(PodEdits.running(pod, address.get()));
    }
  }

  private void readied(PodFact pod) {
    boolean works = truth.node(pod.nodeName()).filter(n -> networks.agentWorks(pod, n)).isPresent();
    if (pod.status().phase() == Phase.RUNNING && !pod.terminating() && works) {
      change(PodEdits.ready(pod, true));
    }
  }

  private void stopped(PodFact pod) {
    if (pod.terminating()) {
      truth.change(new Change.PodGone(pod.ref()));
    }
  }

  /** Does something to a pod after a while, once, if pod and kubelet are still there then. */
  private void later(String what, PodFact pod, Duration delay, Consumer<PodFact> then) {
    String key = what + " " + pod.uid();
    if (busy.add(key)) {
      truth
          .agenda()
          .in(
              delay,
              () -> {
                busy.remove(key);
                if (alive.test(pod.nodeName())) {
                  truth.pod(pod.ref(), pod.uid()).ifPresent(then);
                }
              });
    }
  }

  private void change(PodFact pod) {
    truth.change(new Change.PodSeen(pod));
  }

  private Duration varied(Duration usual) {
    return usual.multipliedBy(chance.between(80, 130)).dividedBy(100);
  }
}
