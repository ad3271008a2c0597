package io.restitch.twin.world;

import io.restitch.core.action.FabricAction;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.engine.port.FabricPort;
import io.restitch.twin.kube.Probes;
import io.restitch.twin.kube.Truth;
import io.restitch.twin.kube.Workloads;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Objects of both pod networks and of the bridge: DaemonSets come, go and are kept off nodes. */
final class TwinFabric implements FabricPort {
  private final Truth truth;
  private final Workloads workloads;
  private final Probes probes;
  private final SortedSet<String> calico = new TreeSet<>(CalicoObjects.ALL);

  TwinFabric(Truth truth, Workloads workloads, Probes probes) {
    this.truth = truth;
    this.workloads = workloads;
    this.probes = probes;
  }

  @Override
  public List<Change> perform(FabricAction action) {
    switch (action) {
      case FabricAction.SetFence a -> fence(a.fenced());
      case FabricAction.InstallFlannel a -> installFlannel(a.spec());
      case FabricAction.RemoveFlannel a -> removeFlannel();
      case FabricAction.InstallProbes a -> installProbes(a.spec());
      case FabricAction.RemoveProbes a -> removeProbes();
      case FabricAction.InstallBridge a -> installBridge(a.spec());
      case FabricAction.SetBridgeMap a -> tell(now().bridge().with(a.map()));
      case FabricAction.RemoveBridge a -> removeBridge();
      case FabricAction.SetPool a -> tell(now().bridge().withPool(a.over().isPresent()));
      case FabricAction.Pin a -> pins(now().bridge().pins().with(a.node(), a.who()));
      case FabricAction.Unpin a -> pins(now().bridge().pins().without(a.node()));
      case FabricAction.SetConfiguredRange a -> configuredRange(new PodRangeFact(a.range(), true));
      case FabricAction.PutBackConfiguredRange a -> configuredRange(before());
      case FabricAction.ListCalico a -> {
        return List.of(new Change.CalicoListed(calico));
      }
      case FabricAction.RemoveCalicoObject a -> {
        remove(a.kindAndName());
        return List.of(new Change.CalicoObjectGone(a.kindAndName()));
      }
      case FabricAction.OpenFabric a -> open();
      case FabricAction.RemoveSecondKubeProxy a -> tell(now().with(Openness.OPEN));
    }
    return List.of(new Change.FabricsSeen(now()));
  }

  private void fence(boolean fenced) {
    workloads.put(fenced ? Agents.fencedCalico() : Agents.calico());
    CalicoFact c = now().calico();
    tell(
        now()
            .with(
                new CalicoFact(
                    c.installation(),
                    fenced,
                    c.pools(),
                    c.blocks(),
                    c.readyNodes(),
                    c.agentNodes()))
            .touching(List.of()));
  }

  private void installFlannel(FlannelSpec spec) {
    workloads.put(Agents.restrictedFlannel());
    FlannelFact f = now().flannel();
    tell(new FlannelFact(true, spec.text(), true, true, f.readyNodes(), f.agentNodes()));
  }

  private void removeFlannel() {
    workloads.remove(Agents.FLANNEL);
    FlannelFact f = now().flannel();
    tell(FlannelFact.ABSENT.on(f.readyNodes(), f.agentNodes()));
  }

  private void installProbes(ProbeSpec spec) {
    workloads.put(Agents.probe());
    probes.tell(spec);
  }

  private void removeProbes() {
    workloads.remove(Agents.PROBE);
    probes.end();
  }

  private void installBridge(BridgeSpec spec) {
    workloads.put(Agents.bridge());
    tell(now().bridge().installedAs(spec.text()));
  }

  private void removeBridge() {
    workloads.remove(Agents.BRIDGE);
    tell(BridgeFact.ABSENT.withPool(now().bridge().pool()));
  }

  private void pins(BridgePins pins) {
    tell(now().bridge().with(pins));
  }

  private void configuredRange(PodRangeFact range) {
    tell(now().with(range));
  }

  /** kubeadm was told the range of Calico's pool. */
  private PodRangeFact before() {
    return new PodRangeFact(now().calico().pools().stream().findFirst().orElse(null), false);
  }

  private void remove(String kindAndName) {
    calico.remove(kindAndName);
    if (kindAndName.startsWith("DaemonSet/")) {
      workloads.remove(ObjectRef.parse(kindAndName.substring("DaemonSet/".length())));
    }
    CalicoFact c = now().calico();
    tell(
        new CalicoFact(
            calico.isEmpty() ? CalicoFact.Installation.NONE : c.installation(),
            c.fenced(),
            c.pools(),
            c.blocks(),
            c.readyNodes(),
            c.agentNodes()));
  }

  private void open() {
    workloads.put(Agents.openFlannel());
    FlannelFact f = now().flannel();
    tell(
        now()
            .with(
                new FlannelFact(
                    f.installed(), f.spec(), true, false, f.readyNodes(), f.agentNodes()))
            .with(Openness.DOUBLED));
  }

  private FabricsFact now() {
    return truth.world().fabrics();
  }

  private void tell(CalicoFact now) {
    tell(now().with(now));
  }

  private void tell(FlannelFact now) {
    tell(now().with(now));
  }

  private void tell(BridgeFact now) {
    tell(now().with(now));
  }

  private void tell(FabricsFact now) {
    truth.change(new Change.FabricsSeen(now));
  }
}
