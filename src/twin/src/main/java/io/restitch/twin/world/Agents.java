package io.restitch.twin.world;

import io.restitch.core.Names;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Toleration;
import io.restitch.twin.kube.PodNetworks;
import io.restitch.twin.kube.Probes;
import io.restitch.twin.model.Workload;
import io.restitch.twin.model.Workload.Kind;
import io.restitch.twin.model.Workload.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * DaemonSets of both pod networks and of the bridge: on the host's network, tolerating everything.
 */
public final class Agents {
  static final ObjectRef CALICO = new ObjectRef("kube-system", PodNetworks.CALICO);
  static final ObjectRef FLANNEL = new ObjectRef("kube-flannel", PodNetworks.FLANNEL);
  static final ObjectRef BRIDGE = new ObjectRef(Names.SYSTEM, PodNetworks.BRIDGE);

  static final ObjectRef PROBE = new ObjectRef(Names.SYSTEM, Probes.PROBES);

  private static final int NODE_CRITICAL = 2_000_001_000;
  private static final Pace PACE =
      new Pace(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ZERO);

  private Agents() {}

  /** Calico's, on every node. */
  public static Workload calico() {
    return agent(CALICO, List.of());
  }

  /** Calico's, kept off green and converting nodes. */
  static Workload fencedCalico() {
    return agent(CALICO, term(LabelSelector.Operator.NOT_IN, PodNetworks.fencedOff()));
  }

  /** Flannel's, on green nodes only. */
  static Workload restrictedFlannel() {
    return agent(FLANNEL, term(LabelSelector.Operator.IN, List.of(Names.FABRIC_FLANNEL)));
  }

  /** Flannel's, on every node. */
  static Workload openFlannel() {
    return agent(FLANNEL, List.of());
  }

  /** The bridge's, on every node. */
  static Workload bridge() {
    return agent(BRIDGE, List.of());
  }

  /** Probes, on every node. */
  static Workload probe() {
    return agent(PROBE, List.of());
  }

  private static List<LabelSelector> term(LabelSelector.Operator operator, List<String> values) {
    return List.of(
        new LabelSelector(
            Map.of(), List.of(new LabelSelector.Expression(Names.FABRIC, operator, values))));
  }

  private static Workload agent(ObjectRef ref, List<LabelSelector> affinity) {
    PodFact.Placement placement =
        new PodFact.Placement(
            Map.of(), affinity, List.of(new Toleration("", true, "", "")), List.of());
    PodFact.Spec spec =
        new PodFact.Spec(
            new Resources(100, 64L << 20, 1, Map.of()),
            NODE_CRITICAL,
            placement,
            true,
            List.of(),
            PodFact.Storage.NONE,
            30);
    return new Workload(Kind.DAEMON_SET, ref, 0, Map.of("app", ref.name()), spec, PACE);
  }
}
