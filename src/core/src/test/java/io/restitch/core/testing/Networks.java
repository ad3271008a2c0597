package io.restitch.core.testing;

import io.restitch.core.Names;
import io.restitch.core.action.FabricAction;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodRangeFact;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeSpec;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Both pod networks, and how they look after something happened. */
public final class Networks {
  private Networks() {}

  /** Calico on these nodes, and nothing else. */
  public static FabricsFact calicoOn(String... nodes) {
    SortedSet<String> names = new TreeSet<>(List.of(nodes));
    CalicoFact calico =
        new CalicoFact(
            CalicoFact.Installation.MANIFEST, false, List.of(), new TreeMap<>(), names, names);
    return new FabricsFact(
        calico,
        FlannelFact.ABSENT,
        BridgeFact.ABSENT,
        PodRangeFact.UNKNOWN,
        ProbesFact.ABSENT,
        Openness.RESTRICTED,
        List.of());
  }

  static FabricsFact after(FabricsFact f, FabricAction action) {
    CalicoFact c = f.calico();
    BridgeFact b = f.bridge();
    return switch (action) {
      case FabricAction.SetFence a -> f.with(calico(c, a.fenced(), c.agentNodes()));
      case FabricAction.InstallFlannel a ->
          f.with(
              new FlannelFact(
                  true,
                  a.spec().text(),
                  true,
                  true,
                  f.flannel().readyNodes(),
                  f.flannel().agentNodes()));
      case FabricAction.RemoveFlannel a -> f.with(FlannelFact.ABSENT);
      case FabricAction.InstallProbes a -> f.with(probed(a.spec()));
      case FabricAction.RemoveProbes a -> f.with(ProbesFact.ABSENT);
      case FabricAction.InstallBridge a ->
          f.with(heard(b.installedAs(a.spec().text()), everyNode(f)));
      case FabricAction.SetBridgeMap a -> f.with(heard(b.with(a.map()), everyNode(f)));
      case FabricAction.RemoveBridge a -> f.with(BridgeFact.ABSENT.withPool(b.pool()));
      case FabricAction.SetPool a -> f.with(b.withPool(a.over().isPresent()));
      case FabricAction.Pin a ->
          f.with(heard(b.with(b.pins().with(a.node(), a.who())), everyNode(f)));
      case FabricAction.Unpin a -> f.with(heard(b.with(b.pins().without(a.node())), everyNode(f)));
      case FabricAction.SetConfiguredRange a -> f.with(new PodRangeFact(a.range(), true));
      case FabricAction.PutBackConfiguredRange a -> f.with(PodRangeFact.UNKNOWN);
      case FabricAction.ListCalico a -> f;
      case FabricAction.RemoveCalicoObject a -> f;
      case FabricAction.OpenFabric a -> f.with(Openness.DOUBLED);
      case FabricAction.RemoveSecondKubeProxy a -> f.with(Openness.OPEN);
    };
  }

  /** Every probe reaches all that it tries, with packets of 1450 bytes. */
  public static ProbesFact probed(ProbeSpec spec) {
    ProbeMap map = spec.map();
    SortedMap<String, ProbeReport> reports = new TreeMap<>();
    for (ProbeMap.Member from : map.members()) {
      SortedSet<Integer> heard = new TreeSet<>();
      SortedMap<Integer, Integer> fits = new TreeMap<>();
      from.targets().forEach(to -> fits.put(to, 1450));
      for (int n = 1; n <= map.members().size(); n++) {
        if (map.members().get(n - 1).targets().contains(map.members().indexOf(from) + 1)) {
          heard.add(n);
        }
      }
      reports.put(
          from.name(),
          new ProbeReport(
              map.id(),
              new ProbeReport.Machine(ProbeReport.State.UP, 1450, List.of(), List.of(), List.of()),
              new ProbeReport.Reach(heard, fits, 0, 0)));
    }
    return new ProbesFact(spec.text(), new TreeSet<>(reports.keySet()), reports);
  }

  /** A node's fabric label changed: the agent of the network it leaves goes. */
  static FabricsFact labelled(FabricsFact f, String node, @Nullable String value) {
    CalicoFact c = f.calico();
    FlannelFact l = f.flannel();
    return Names.FABRIC_CONVERTING.equals(value)
        ? f.with(calico(c, c.fenced(), minus(c.agentNodes(), node)))
            .with(l.on(minus(l.readyNodes(), node), minus(l.agentNodes(), node)))
        : f;
  }

  /** A kubelet came: its network's agent is there and ready, and the bridge answers. */
  static FabricsFact joined(FabricsFact f, NodeFact node) {
    String name = node.name();
    CalicoFact c = f.calico();
    FlannelFact l = f.flannel();
    BridgeFact b = f.bridge();
    boolean green = Names.FABRIC_FLANNEL.equals(node.labels().get(Names.FABRIC));
    FabricsFact agents =
        green
            ? f.with(l.on(plus(l.readyNodes(), name), plus(l.agentNodes(), name)))
            : f.with(calico(c, c.fenced(), plus(c.agentNodes(), name)));
    return b.installed() ? agents.with(heard(b, everyNode(agents))) : agents;
  }

  /** Each agent has applied what it was told, reaches all others, and does without the bridge. */
  private static BridgeFact heard(BridgeFact bridge, SortedSet<String> nodes) {
    SortedMap<String, AgentReport> reports = new TreeMap<>();
    nodes.forEach(n ->
        reports.put(
            n,
            new AgentReport(
                bridge.map().generation(),
                bridge.pins().generation(),
                true,
                new TreeSet<>(),
                true)));
    return bridge.heard(reports, nodes);
  }

  private static SortedSet<String> everyNode(FabricsFact f) {
    SortedSet<String> all = new TreeSet<>(f.calico().agentNodes());
    all.addAll(f.flannel().agentNodes());
    return all;
  }

  private static CalicoFact calico(CalicoFact c, boolean fenced, SortedSet<String> agents) {
    return new CalicoFact(c.installation(), fenced, c.pools(), c.blocks(), agents, agents);
  }

  private static SortedSet<String> plus(Collection<String> some, String one) {
    SortedSet<String> all = new TreeSet<>(some);
    all.add(one);
    return all;
  }

  private static SortedSet<String> minus(Collection<String> some, String one) {
    SortedSet<String> all = new TreeSet<>(some);
    all.remove(one);
    return all;
  }
}
