package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.watch.Known;
import io.restitch.cluster.watch.Watching;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.ClusterAction.AddTaint;
import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteJoinToken;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.ClusterAction.ForgetCalico;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.ClusterAction.ReadKubelet;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.ClusterAction.RemoveTraces;
import io.restitch.core.action.ClusterAction.SetLabel;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries out actions on Nodes and Pods; what an answer shows goes through the watch, in order. */
public final class Hands {
  private final Api api;
  private final Nodes nodes;
  private final SavedNodes saved;
  private final JoinTokens tokens;
  private final Approvals approvals;
  private final Configurations configurations;
  private final Supplier<Optional<Watching>> watching;
  private final InstantSource clock;

  /**
   * @param watching the running watch, if there is one
   */
  public Hands(Api api, Supplier<Optional<Watching>> watching, InstantSource clock) {
    this.api = api;
    this.nodes = new Nodes(api, name -> watching.get().flatMap(w -> w.node(name)));
    this.saved = new SavedNodes(api);
    this.tokens = new JoinTokens(api, clock);
    this.approvals = new Approvals(api, clock);
    this.configurations = new Configurations(api, clock);
    this.watching = watching;
    this.clock = clock;
  }

  /** Brings about one effect, or finds that it is there; what no watch shows is told. */
  public List<Change> perform(ClusterAction action) {
    switch (action) {
      case AddTaint a -> edit(a.node(), n -> Edit.addTaint(n, a.taint()));
      case RemoveTaint a -> edit(a.node(), n -> Edit.removeTaint(n, a.taintKey()));
      case Cordon a -> edit(a.node(), n -> Edit.cordon(n, a.migration(), clock.instant()));
      case Uncordon a -> edit(a.node(), Edit::uncordon);
      case SetLabel a -> edit(a.node(), n -> Edit.setLabel(n, a.label(), a.value()));
      case CarryOver a -> edit(a.node(), n -> Edit.carryOver(n, a));
      case ForgetCalico a -> edit(a.node(), Edit::forgetCalico);
      case RemoveTraces a -> edit(a.node(), Edit::removeTraces);
      case AssignPodCidr a -> tell(nodes.assign(a));
      case DeleteNode a -> {
        if (!saved.delete(a)) {
          nodes.delete(a);
        }
      }
      case PostNode a -> saved.post(a);
      case EvictPod a -> evict(a);
      case DeletePod a -> delete(a);
      case DeleteJoinToken a -> tokens.delete(a.id());
      case ApproveServingCertificate a -> approvals.approve(a);
      case ReadKubelet a -> {
        return List.of(new Change.KubeletSeen(configurations.read(a.kubelet())));
      }
    }
    return List.of();
  }

  private void edit(String name, Function<Known, Optional<Map<String, Object>>> edit) {
    tell(nodes.edit(name, edit));
  }

  private void tell(Optional<Known> changed) {
    changed.ifPresent(node -> watching.get().ifPresent(w -> w.answered(node)));
  }

  private void evict(EvictPod action) {
    Call call = Eviction.call(action);
    Answer answer = api.send(call);
    boolean granted = Eviction.granted(answer, action, call);
    if (granted && answer.ok()) {
      deleted(action.pod(), action.uid());
    } else if (granted) {
      watching.get().ifPresent(w -> w.leaving(action.pod(), action.uid(), clock.instant()));
    }
  }

  private void delete(DeletePod action) {
    Call call = Eviction.call(action);
    Answer answer = api.send(call);
    if (answer.ok()) {
      deleted(action.pod(), action.uid());
    } else if (answer.code() == 409) {
      Eviction.gone(answer, call);
    } else if (answer.code() != 404) {
      throw Problems.of(answer, call);
    }
  }

  private void deleted(ObjectRef pod, String uid) {
    watching.get().ifPresent(w -> w.deleted(pod, uid, clock.instant()));
  }
}
