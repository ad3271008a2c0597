package io.restitch.twin.kube;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.twin.model.Workload;
import io.restitch.twin.model.Workload.Kind;
import io.restitch.twin.model.Workload.Pace;
import io.restitch.twin.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A cluster with nothing in it but what a test puts there. */
final class Small {
  private static final Instant START = Instant.parse("2026-01-03T08:00:00Z");

  final Agenda agenda = new Agenda(START);
  final Truth truth = new Truth(agenda);

  /** Adds a ready node of four cores. */
  NodeFact node(String name, String zone) {
    NodeFact node =
        new NodeFact(
            name,
            "uid-" + name,
            Map.of(Names.HOSTNAME, name, Names.ZONE, zone),
            Map.of(),
            new NodeFact.Spec("", List.of(), List.of(), false),
            new NodeFact.Status(
                true,
                START,
                NodeFact.PodNetwork.CALICO,
                List.of("10.0.0.1"),
                new Resources(4000, 16L << 30, 110, Map.of()),
                NodeFact.NodeInfo.of("v1.34.3"),
                START,
                NodeFact.Deletion.NONE));
    put(node);
    return node;
  }

  void put(NodeFact node) {
    truth.change(new Change.NodeSeen(node));
  }

  /** Adds a pod of an app, bound to this node or, if empty, to none. */
  PodFact pod(String app, String name, String node, PodFact.Spec spec) {
    PodFact pod = PodEdits.fresh(workload(app, spec), name, truth.fresh("pod"), node, agenda.now());
    put(pod);
    return pod;
  }

  void put(PodFact pod) {
    truth.change(new Change.PodSeen(pod));
  }

  /** The pod of this name, as it is now. */
  PodFact found(String name) {
    return truth.world().workloads().pods().find(new ObjectRef("apps", name)).orElseThrow();
  }

  /** Lets time go by. */
  void goOn(Duration span) {
    Instant until = agenda.now().plus(span);
    agenda.in(span, () -> {});
    while (agenda.now().isBefore(until)) {
      agenda.step();
    }
  }

  static Workload workload(String app, PodFact.Spec spec) {
    return new Workload(
        Kind.REPLICA_SET, new ObjectRef("apps", app), 1, Map.of("app", app), spec, Pace.SERVICE);
  }

  static PodFact.Spec asking(int cpuMillis) {
    return placed(cpuMillis, PodFact.Placement.ANYWHERE, List.of());
  }

  static PodFact.Spec claiming(String claim) {
    return placed(100, PodFact.Placement.ANYWHERE, List.of(claim));
  }

  static PodFact.Spec placed(int cpuMillis, PodFact.Placement placement, List<String> claims) {
    return new PodFact.Spec(
        new Resources(cpuMillis, 1L << 20, 1, Map.of()),
        0,
        placement,
        false,
        List.of(),
        new PodFact.Storage(false, List.of(), claims, false),
        30);
  }
}
