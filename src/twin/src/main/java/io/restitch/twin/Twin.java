package io.restitch.twin;

import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Shapes;
import io.restitch.engine.port.World;
import io.restitch.spi.MachineShape;
import io.restitch.twin.cloud.Cloud;
import io.restitch.twin.cloud.Joins;
import io.restitch.twin.kube.Kubernetes;
import io.restitch.twin.kube.Truth;
import io.restitch.twin.model.Blueprint;
import io.restitch.twin.time.Agenda;
import io.restitch.twin.time.Chance;
import io.restitch.twin.world.Agents;
import io.restitch.twin.world.Meddler;
import io.restitch.twin.world.Ports;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cluster and a cloud in virtual time, and the engine's ports to them. */
public final class Twin {
  /** When every story begins. */
  public static final Instant START = Instant.parse("2026-01-03T08:00:00Z");

  private static final Duration LONGEST_SETTLING = Duration.ofMinutes(30);

  private final Blueprint blueprint;
  private final Truth truth;
  private final Cloud cloud;
  private final Joins joins;
  private final Kubernetes kubernetes;
  private final World ports;

  /**
   * Builds it; nothing runs yet.
   *
   * @param blueprint what it consists of
   * @param seed decides everything that chance decides
   */
  public Twin(Blueprint blueprint, long seed) {
    this.blueprint = blueprint;
    Agenda agenda = new Agenda(START);
    truth = new Truth(agenda);
    cloud = new Cloud(agenda, new Chance(seed, "cloud"));
    Map<String, Resources> offers = new TreeMap<>();
    for (NodeFact node : blueprint.nodes()) {
      MachineShape shape = blueprint.shapes().get(node.name());
      if (shape != null) {
        cloud.adopt(node, shape);
        offers.put(shape.type(), node.status().allocatable());
      }
    }
    joins =
        new Joins(truth, cloud, offers, blueprint.ranges().version(), new Chance(seed, "joins"));
    kubernetes = new Kubernetes(truth, blueprint, this::alive, seed);
    ports = Ports.of(truth, kubernetes, cloud);
    cloud.watch(joins::reconcile);
    cloud.watch(kubernetes::poke);
    kubernetes.put(Agents.calico());
    blueprint.workloads().forEach(kubernetes::put);
    tellAll();
  }

  private void tellAll() {
    Blueprint.Ranges r = blueprint.ranges();
    truth.change(
        new Change.ClusterSeen(new ClusterFact(r.id(), r.version(), r.pods(), r.services())));
    truth.change(new Change.PoliciesListed(blueprint.rules().policies()));
    truth.change(new Change.FabricsSeen(onCalico(r.pods())));
    blueprint.nodes().forEach(n -> truth.change(new Change.NodeSeen(n)));
    blueprint.pods().forEach(p -> truth.change(new Change.PodSeen(p)));
    for (NodeFact node : blueprint.nodes()) {
      if (node.controlPlane()) {
        truth.change(
            new Change.HostSeen(
                HostFact.sound(node.name(), true, true, HostFact.Residue.counted(7, 0))));
        truth.change(
            new Change.ControllerManagerSeen(
                new ControllerManagerFact(node.name(), true, r.pods(), r.nodeMask(), true, START)));
      }
    }
    kubernetes.etcd().begin();
    blueprint.nodes().stream()
        .filter(NodeFact::controlPlane)
        .findFirst()
        .ifPresent(
            n -> truth.change(new Change.ManagerLeaseSeen(new ManagerLeaseFact(n.name(), START))));
  }

  private static FabricsFact onCalico(Cidr pool) {
    return new FabricsFact(
        new CalicoFact(
            CalicoFact.Installation.MANIFEST,
            false,
            List.of(pool),
            new TreeMap<>(),
            new TreeSet<>(),
            new TreeSet<>()),
        FlannelFact.ABSENT,
        BridgeFact.ABSENT,
        new PodRangeFact(pool, false),
        ProbesFact.ABSENT,
        Openness.RESTRICTED,
        List.of());
  }

  /** Whether a kubelet runs: on a machine that is on, and not stopped by a task. */
  private boolean alive(String name) {
    HostFact host = truth.world().platform().hosts().get(name);
    boolean unknownToCloud =
        host == null
            && !blueprint.shapes().containsKey(name)
            && blueprint.nodes().stream().anyMatch(n -> n.name().equals(name));
    return host != null ? host.kubeletRunning() : unknownToCloud || cloud.running(name).isPresent();
  }

  /** Lets time go by until every pod that can run is ready, half an hour at most. */
  public Twin settle() {
    Instant limit = agenda().now().plus(LONGEST_SETTLING);
    Instant earliest = agenda().now().plusSeconds(20);
    while (agenda().next().filter(n -> n.isBefore(limit)).isPresent()) {
      agenda().step();
      if (!agenda().now().isBefore(earliest) && settled()) {
        break;
      }
    }
    return this;
  }

  private boolean settled() {
    return truth.world().workloads().pods().all().stream()
        .allMatch(p -> p.terminal() || p.status().ready());
  }

  /** What is. */
  public Truth truth() {
    return truth;
  }

  /** What can be seen by someone who looks now, machines left out. */
  public Observed look() {
    return Observed.nothing(agenda().now()).foldAll(truth.snapshot());
  }

  /** When things happen. */
  public Agenda agenda() {
    return truth.agenda();
  }

  /** The cloud. */
  public Cloud cloud() {
    return cloud;
  }

  /** The cluster's controllers and kubelets. */
  public Kubernetes kubernetes() {
    return kubernetes;
  }

  /** Somebody else who has a hand in Calico. */
  public Meddler meddler() {
    return new Meddler(truth, kubernetes.workloads());
  }

  /** How machines join. */
  public Joins joins() {
    return joins;
  }

  /** The engine's ports to all of it. */
  public World ports() {
    return ports;
  }

  /** The shapes of all machines, as the cloud tells them. */
  public Shapes shapes() {
    return new Shapes(blueprint.shapes(), Map.of());
  }
}
