package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Taint;
import io.restitch.twin.model.Workload;
import io.restitch.twin.model.Workload.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The workload controllers: ReplicaSets replace a pod as soon as it is asked to go, StatefulSets
 * when it is gone, DaemonSets on every node that their pods want, Jobs until one has succeeded.
 */
public final class Workloads {
  private final Truth truth;
  private final Map<String, Workload> byUid = new TreeMap<>();
  private final Set<String> finishedJobs = new TreeSet<>();
  private final Set<String> madeOnce = new HashSet<>();

  /** No workloads. */
  public Workloads(Truth truth) {
    this.truth = truth;
  }

  /** Adds a workload, or changes one. */
  public void put(Workload workload) {
    byUid.put(workload.uid(), workload);
  }

  /** Removes a workload; its pods are deleted. */
  public void remove(ObjectRef ref) {
    byUid.values().removeIf(w -> w.ref().equals(ref));
    for (PodFact pod : truth.world().workloads().pods().all()) {
      boolean orphan =
          pod.ref().namespace().equals(ref.namespace())
              && pod.controller().filter(o -> o.name().equals(ref.name())).isPresent();
      if (orphan && !pod.terminating()) {
        delete(pod);
      }
    }
  }

  /** The workload that owns a pod, or made it. */
  public Optional<Workload> of(PodFact pod) {
    return pod.controller()
        .map(PodFact.Owner::uid)
        .or(() -> Optional.of(Workload.uid(Kind.NOBODY, pod.ref())))
        .map(byUid::get);
  }

  /** All of them. */
  public Collection<Workload> all() {
    return List.copyOf(byUid.values());
  }

  /** Asks a pod to go. */
  void delete(PodFact pod) {
    truth.change(new Change.PodSeen(PodEdits.terminating(pod, truth.world().now())));
  }

  /** One look of every controller. */
  public void reconcile() {
    Map<String, List<PodFact>> owned = new TreeMap<>();
    for (PodFact pod : truth.world().workloads().pods().all()) {
      pod.controller()
          .ifPresent(o -> owned.computeIfAbsent(o.uid(), k -> new ArrayList<>()).add(pod));
    }
    for (Workload workload : all()) {
      List<PodFact> pods = owned.getOrDefault(workload.uid(), List.of());
      switch (workload.kind()) {
        case REPLICA_SET -> keepCount(workload, pods, workload.replicas());
        case JOB -> keepJob(workload, pods);
        case STATEFUL_SET -> keepOrdinals(workload, pods);
        case DAEMON_SET -> keepOnNodes(workload, pods);
        case NOBODY -> makeOnce(workload);
      }
    }
  }

  private void keepCount(Workload workload, List<PodFact> pods, int wanted) {
    long active = pods.stream().filter(p -> !p.terminating() && !p.terminal()).count();
    for (long i = active; i < wanted; i++) {
      make(workload, truth.fresh(workload.ref().name()), "");
    }
  }

  private void keepJob(Workload workload, List<PodFact> pods) {
    if (pods.stream().anyMatch(p -> p.status().phase() == PodFact.Phase.SUCCEEDED)) {
      finishedJobs.add(workload.uid());
    }
    if (!finishedJobs.contains(workload.uid())) {
      keepCount(workload, pods, workload.replicas());
    }
  }

  private void keepOrdinals(Workload workload, List<PodFact> pods) {
    Set<String> there = new HashSet<>();
    pods.forEach(p -> there.add(p.ref().name()));
    for (int i = 0; i < workload.replicas(); i++) {
      String name = workload.ref().name() + "-" + i;
      if (!there.contains(name)) {
        make(workload, name, "");
      }
    }
  }

  private void keepOnNodes(Workload workload, List<PodFact> pods) {
    Set<String> served = new HashSet<>();
    for (PodFact pod : pods) {
      served.add(pod.nodeName());
      NodeFact node = truth.node(pod.nodeName()).orElse(null);
      if (node != null && !workload.spec().placement().wants(node.labels()) && !pod.terminating()) {
        delete(pod);
      }
    }
    for (NodeFact node : truth.world().nodes().values()) {
      if (!served.contains(node.name()) && wanted(workload, node)) {
        make(workload, truth.fresh(workload.ref().name()), node.name());
      }
    }
  }

  /** DaemonSet pods tolerate what Kubernetes itself taints nodes with. */
  private static boolean wanted(Workload workload, NodeFact node) {
    List<Taint> others =
        node.spec().taints().stream()
            .filter(t -> !t.key().startsWith("node.kubernetes.io/"))
            .toList();
    PodFact.Placement placement = workload.spec().placement();
    return placement.wants(node.labels()) && placement.tolerates(others);
  }

  private void makeOnce(Workload workload) {
    if (madeOnce.add(workload.uid())) {
      make(workload, workload.ref().name(), "");
    }
  }

  private void make(Workload workload, String name, String node) {
    PodFact pod = PodEdits.fresh(workload, name, truth.fresh("pod"), node, truth.world().now());
    truth.change(new Change.PodSeen(pod));
  }

  /** Pods that are there already count as made. */
  void adopt(PodFact pod) {
    if (pod.controller().isEmpty()) {
      madeOnce.add(Workload.uid(Kind.NOBODY, pod.ref()));
    }
  }
}
