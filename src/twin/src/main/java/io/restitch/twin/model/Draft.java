package io.restitch.twin.model;

import io.restitch.core.Names;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.AntiAffinity;
import io.restitch.core.fact.PodFact.Placement;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Taint;
import io.restitch.core.fact.Toleration;
import io.restitch.core.net.Cidr;
import io.restitch.spi.MachineShape;
import io.restitch.twin.model.Workload.Kind;
import io.restitch.twin.model.Workload.Pace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A blueprint being drawn, with everything at a default that most clusters have. */
final class Draft {
  static final Cidr PODS = Cidr.parse("192.168.0.0/16");
  static final String VERSION = "v1.34.3";
  private static final String CALICO_VERSION = "v3.31.2";
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final Resources OFFER = new Resources(3920, 15L << 30, 110, Map.of());

  private final List<NodeFact> nodes = new ArrayList<>();
  private final Map<String, MachineShape> shapes = new TreeMap<>();
  private final List<Workload> workloads = new ArrayList<>();
  private final List<BudgetRule> budgets = new ArrayList<>();
  private final List<ServiceRule> services = new ArrayList<>();
  private final SortedSet<String> policies = new TreeSet<>();

  void controlPlane(String name, String zone) {
    node(
        name,
        zone,
        Map.of(Names.CONTROL_PLANE, ""),
        List.of(new Taint(Names.CONTROL_PLANE, "", Taint.NO_SCHEDULE)));
  }

  void worker(String name, String zone, Map<String, String> labels) {
    node(name, zone, labels, List.of());
  }

  private void node(String name, String zone, Map<String, String> more, List<Taint> taints) {
    int number = nodes.size() + 1;
    Map<String, String> labels = new TreeMap<>(more);
    labels.put(Names.HOSTNAME, name);
    labels.put(Names.ZONE, zone);
    String id = "i-" + name;
    nodes.add(
        new NodeFact(
            name,
            "uid-" + name,
            labels,
            Map.of(),
            new NodeFact.Spec(
                "twin://" + id,
                List.of(Cidr.parse("192.168." + (127 + number) + ".0/24")),
                taints,
                false),
            new NodeFact.Status(
                true,
                LONG_AGO,
                NodeFact.PodNetwork.UNAVAILABLE,
                List.of("10.0.0." + number),
                OFFER,
                NodeFact.NodeInfo.of(VERSION),
                LONG_AGO,
                NodeFact.Deletion.NONE)));
    shapes.put(name, new MachineShape(id, "twin.4x16", zone, "twin-image", Map.of()));
  }

  /** A workload whose pods are labelled {@code app: NAME}. */
  void workload(
      Kind kind, String namespace, String name, int replicas, PodFact.Spec spec, Pace pace) {
    workloads.add(
        new Workload(
            kind, new ObjectRef(namespace, name), replicas, Map.of("app", name), spec, pace));
  }

  void budget(String namespace, String app, BudgetRule.Limit limit, boolean alwaysAllow) {
    budgets.add(
        new BudgetRule(new ObjectRef(namespace, app + "-pdb"), selecting(app), limit, alwaysAllow));
  }

  void service(String namespace, String app) {
    services.add(new ServiceRule(new ObjectRef(namespace, app), selecting(app)));
  }

  /** A NetworkPolicy; whom it lets through makes no difference here. */
  void policy(String namespace, String name) {
    policies.add(namespace + "/" + name);
  }

  Blueprint blueprint(String id) {
    return new Blueprint(
        new Blueprint.Ranges(
            id,
            VERSION,
            PODS,
            ControllerManagerFact.DEFAULT_NODE_MASK,
            List.of(Cidr.parse("10.96.0.0/12"))),
        nodes,
        shapes,
        workloads,
        List.of(),
        new Blueprint.Rules(
            budgets,
            services,
            new PoliciesFact(
                new TreeMap<>(Map.of(PolicyKind.NETWORK_POLICY, policies)),
                List.of(),
                CALICO_VERSION,
                "crd.projectcalico.org")));
  }

  /** What a pod asks for: thousandths of a core, MiB, and 30 s of grace. */
  static PodFact.Spec asking(int cpuMillis, int memoryMib) {
    return new PodFact.Spec(
        new Resources(cpuMillis, (long) memoryMib << 20, 1, Map.of()),
        0,
        Placement.ANYWHERE,
        false,
        List.of(),
        PodFact.Storage.NONE,
        30);
  }

  /** The same, tolerating every taint. */
  static PodFact.Spec everywhere(PodFact.Spec s) {
    Toleration everything = new Toleration("", true, "", "");
    return s.placed(new Placement(Map.of(), List.of(), List.of(everything), List.of()));
  }

  /** The same, never two of an app on one node. */
  static PodFact.Spec keptApart(String app, PodFact.Spec s) {
    AntiAffinity apart = new AntiAffinity(selecting(app), Names.HOSTNAME);
    return s.placed(new Placement(Map.of(), List.of(), List.of(), List.of(apart)));
  }

  /** The same, of another priority. */
  static PodFact.Spec important(PodFact.Spec s, int priority) {
    return new PodFact.Spec(
        s.requests(),
        priority,
        s.placement(),
        s.hostNetwork(),
        s.hostPorts(),
        s.storage(),
        s.graceSeconds());
  }

  static LabelSelector selecting(String app) {
    return new LabelSelector(Map.of("app", app), List.of());
  }
}
