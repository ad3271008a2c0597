package io.restitch.twin.world;

import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.twin.kube.PodNetworks;
import io.restitch.twin.kube.Truth;
import io.restitch.twin.kube.Workloads;
import java.util.List;

/** Somebody who keeps Calico's DaemonSet as a source of his has it. */
public final class Meddler {
  private static final Keeper KEEPER = new Keeper(Keeper.Kind.ARGO_CD, "", "calico");

  private final Truth truth;
  private final Workloads workloads;

  /** A meddler in this cluster. */
  public Meddler(Truth truth, Workloads workloads) {
    this.truth = truth;
    this.workloads = workloads;
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
