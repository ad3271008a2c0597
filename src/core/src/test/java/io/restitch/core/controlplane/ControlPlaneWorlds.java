package io.restitch.core.controlplane;

import io.restitch.core.Names;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.MachineState.Multus;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.Worlds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Clusters whose first control plane is on its way, and what is to be done there. */
final class ControlPlaneWorlds {
  static final EtcdFact DOWN =
      new EtcdFact(true, false, false, false, List.of(), 0, 1, "no answer");

  static final SavedNode SAVED = new SavedNode("cp-1", "uid-saved", Cidr.parse("192.168.0.0/24"));

  private ControlPlaneWorlds() {}

  /** The first control plane, cordoned, drained and without an agent. */
  static Observed emptied(boolean kubelet, EtcdFact etcd) {
    NodeFact node = leaving(Facts.controlPlane("cp-1"));
    return Clusters.untouched()
        .fold(new Change.PodGone(new ObjectRef("kube-system", "dns")))
        .fold(new Change.FabricsSeen(Networks.calicoOn("cp-2", "blue-1", "blue-2")))
        .fold(new Change.NodeSeen(Facts.renewed(node, "uid-saved")))
        .fold(host("cp-1", kubelet, etcd));
  }

  static Observed withoutFlannel(Observed world) {
    return world.fold(new Change.FabricsSeen(Networks.calicoOn("cp-2", "blue-1", "blue-2")));
  }

  /** What the first control plane gives addresses from once it is on Flannel. */
  static final Cidr RANGE = Cidr.parse("10.244.9.0/24");

  /** The first control plane, posted again, on Flannel. */
  static Observed arrived(Residue left, boolean calicoConfigured) {
    NodeFact posted =
        Facts.leased(
            Facts.annotated(
                Facts.network(
                    Facts.labelled(
                        Facts.withCidr(bare(), RANGE.toString()),
                        Names.FABRIC,
                        Names.FABRIC_FLANNEL),
                    NodeFact.PodNetwork.FLANNEL),
                Names.POSTED_FOR,
                "uid-saved"));
    FabricsFact f = Networks.calicoOn("cp-2", "blue-1", "blue-2");
    FlannelFact flannel =
        new FlannelFact(
            true, "", false, true, new TreeSet<>(Set.of("cp-1")), new TreeSet<>(Set.of("cp-1")));
    return Clusters.untouched()
        .fold(new Change.PodGone(new ObjectRef("kube-system", "dns")))
        .fold(new Change.FabricsSeen(f.with(flannel)))
        .fold(new Change.NodeSeen(posted))
        .fold(
            new Change.HostSeen(
                new HostFact(
                    "cp-1",
                    null,
                    true,
                    calicoConfigured,
                    left,
                    EtcdFact.HEALTHY,
                    MachineState.SOUND.withFlannelSubnet(RANGE))));
  }

  /** As a kubelet registers it. */
  static NodeFact bare() {
    return Facts.renewed(Facts.worker("cp-1"), "uid-bare");
  }

  static NodeFact leaving(NodeFact node) {
    return Facts.labelled(
        Facts.cordonedBy(node, Worlds.MIGRATION), Names.FABRIC, Names.FABRIC_CONVERTING);
  }

  static Change machine(String node, String id) {
    MachineState s = MachineState.SOUND;
    MachineState other =
        new MachineState(
            id,
            s.kubeadm(),
            s.clockSkew(),
            s.freeBytes(),
            s.strays(),
            s.repeatedFlags(),
            s.task(),
            s.manager(),
            s.multus(),
            s.networkd(),
            s.flannelSubnet());
    return new Change.HostSeen(
        new HostFact(node, null, true, true, Residue.UNKNOWN, EtcdFact.HEALTHY, other));
  }

  /** The first control plane on Flannel's configuration, and what Multus hands pods on to. */
  static Change multus(Multus multus) {
    MachineState s = MachineState.SOUND;
    MachineState seen =
        new MachineState(
            s.id(),
            s.kubeadm(),
            s.clockSkew(),
            s.freeBytes(),
            s.strays(),
            s.repeatedFlags(),
            s.task(),
            s.manager(),
            multus,
            s.networkd(),
            RANGE);
    return new Change.HostSeen(
        new HostFact("cp-1", null, true, false, Residue.counted(7, 5), EtcdFact.HEALTHY, seen));
  }

  static Change host(String node, boolean kubelet, EtcdFact etcd) {
    return new Change.HostSeen(
        new HostFact(node, null, kubelet, true, Residue.UNKNOWN, etcd, MachineState.SOUND));
  }

  static Step step(Observed world, boolean saved) {
    return step(world, saved, Direction.FORWARD);
  }

  static Step step(Observed world, boolean saved, Direction direction) {
    return step(world, saved, direction, Map.of());
  }

  /** What is to be done, where phases stand so besides. */
  static Step step(
      Observed world, boolean saved, Direction direction, Map<PhaseName, Condition> besides) {
    Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
    conditions.putAll(besides);
    conditions.put(
        PhaseName.CONTROL_PLANE_CONVERTED,
        Worlds.condition(PhaseName.CONTROL_PLANE_CONVERTED, Condition.Status.STARTED));
    RecordFact record =
        new RecordFact(
            Worlds.MIGRATION,
            "hash",
            Intent.RUN,
            1,
            conditions,
            new RecordFact.Notes(Map.of(), saved ? Map.of("cp-1", SAVED) : Map.of(), false));
    return Conversions.step(new View(world, Clusters.plan(), record, InFlight.NOTHING), direction);
  }
}
