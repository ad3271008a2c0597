package io.restitch.twin.world;

import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.core.net.Cidr;
import io.restitch.twin.kube.NodeEdits;
import io.restitch.twin.kube.PodNetworks;
import io.restitch.twin.kube.Truth;
import io.restitch.twin.kube.Workloads;
import java.time.Duration;
import java.util.List;

/** Somebody who has a hand in what is Calico's, or gives out pod CIDRs. */
public final class Meddler {
  private static final Keeper KEEPER = new Keeper(Keeper.Kind.ARGO_CD, "", "calico");

  private final Truth truth;
  private final Workloads workloads;

  /** A meddler in this cluster. */
  public Meddler(Truth truth, Workloads workloads) {
    this.truth = truth;
    this.workloads = workloads;
  }

  /** Deletes Calico's pools, and makes them again under other names after a while. */
  public void renamePools(Duration between) {
    List<Cidr> pools = truth.world().fabrics().calico().pools();
    pools(List.of());
    truth.agenda().in(between, () -> pools(pools));
  }

  private void pools(List<Cidr> now) {
    FabricsFact f = truth.world().fabrics();
    truth.change(new Change.FabricsSeen(f.with(f.calico().pooled(now))));
  }

  /** Gives a Node a pod CIDR, if it has none yet. */
  public void givePodCidr(String node, Cidr cidr) {
    truth
        .node(node)
        .filter(n -> n.spec().podCidrs().isEmpty())
        .ifPresent(n -> truth.change(new Change.NodeSeen(NodeEdits.podCidrs(n, List.of(cidr)))));
  }

  /** Takes away the fence around Calico, as long as both are there. */
  public void takeFenceAway() {
    FabricsFact now = truth.world().fabrics();
    CalicoFact c = now.calico();
    if (!c.fenced() || workloads.all().stream().noneMatch(w -> w.ref().equals(Agents.CALICO))) {
      return;
    }
    workloads.put(Agents.calico());
    CalicoFact open =
        new CalicoFact(
            c.installation(), false, c.pools(), c.blocks(), c.readyNodes(), c.agentNodes());
    TouchedFact touched =
        new TouchedFact(
            "DaemonSet kube-system/" + PodNetworks.CALICO,
            Part.FENCE,
            false,
            List.of(KEEPER),
            new TouchedFact.Writer("argocd-controller", truth.world().now()));
    truth.change(new Change.FabricsSeen(now.with(open).touching(List.of(touched))));
  }
}
