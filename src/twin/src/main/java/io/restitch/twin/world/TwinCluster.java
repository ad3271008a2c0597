package io.restitch.twin.world;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.MachineAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.workers.JoinToken;
import io.restitch.engine.port.ClusterPort;
import io.restitch.twin.kube.KubeletServers;
import io.restitch.twin.kube.NodeEdits;
import io.restitch.twin.kube.Truth;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What the API server does with requests on Nodes and Pods. */
final class TwinCluster implements ClusterPort {
  private final Truth truth;
  private final Evictions evictions;
  private final TwinRecord record;
  private final KubeletServers servers;
  private final Map<String, Instant> ends = new HashMap<>();

  TwinCluster(Truth truth, TwinRecord record, KubeletServers servers) {
    this.truth = truth;
    this.servers = servers;
    this.evictions = new Evictions(truth);
    this.record = record;
  }

  @Override
  public ClusterFact identify() {
    return truth.world().cluster().orElseThrow();
  }

  @Override
  public List<Change> look() {
    return truth.snapshot();
  }

  @Override
  public Watch watch(Consumer<List<Change>> sink) {
    sink.accept(truth.snapshot());
    boolean[] open = {true};
    truth.watch(change -> {
      if (open[0]) {
        sink.accept(List.of(change));
      }
    });
    return () -> open[0] = false;
  }

  @Override
  public List<Change> perform(ClusterAction action) {
    return switch (action) {
      case ClusterAction.AddTaint a -> edit(a.node(), n -> NodeEdits.tainted(n, a.taint()));
      case ClusterAction.RemoveTaint a ->
          edit(a.node(), n -> NodeEdits.untainted(n, a.taintKey()::equals));
      case ClusterAction.Cordon a ->
          edit(a.node(), n -> cordon(n, a.migration(), truth.world().now()));
      case ClusterAction.Uncordon a -> edit(a.node(), TwinCluster::uncordon);
      case ClusterAction.SetLabel a ->
          edit(a.node(), n -> NodeEdits.label(n, a.label(), a.value()));
      case ClusterAction.CarryOver a -> edit(a.node(), n -> carryOver(n, a));
      case ClusterAction.ForgetCalico a -> List.of();
      case ClusterAction.RemoveTraces a -> edit(a.node(), TwinCluster::withoutTraces);
      case ClusterAction.AssignPodCidr a -> edit(a.node(), n -> assign(n, a.cidr()));
      case ClusterAction.DeleteNode a -> delete(a);
      case ClusterAction.PostNode a -> post(a);
      case ClusterAction.EvictPod a -> evictions.evict(a);
      case ClusterAction.DeletePod a -> evictions.delete(a);
      case ClusterAction.DeleteJoinToken a -> joinTokens(ids -> ids.remove(a.id()));
      case ClusterAction.ApproveServingCertificate a -> approve(a);
      case ClusterAction.ReadKubelet a ->
          List.of(new Change.KubeletSeen(servers.read(a.kubelet())));
    };
  }

  private List<Change> approve(ClusterAction.ApproveServingCertificate a) {
    servers.approve(a.request(), a.uid());
    return List.of();
  }

  private List<Change> joinTokens(Consumer<SortedSet<String>> change) {
    SortedSet<String> ids = new TreeSet<>(truth.world().platform().joinTokens());
    change.accept(ids);
    Change seen = new Change.JoinTokensSeen(ids);
    truth.change(seen);
    return List.of(seen);
  }

  /** What a new machine runs; the token in it is there from now on, until its time is over. */
  String userData(MachineAction.CreateMachine machine) {
    String id = JoinToken.id(machine.token());
    Instant end = truth.world().now().plus(JoinToken.LIFE);
    ends.put(id, end);
    joinTokens(ids -> ids.add(id));
    truth
        .agenda()
        .in(
            JoinToken.LIFE,
            () -> {
              if (ends.remove(id, end)) {
                joinTokens(ids -> ids.remove(id));
              }
            });
    return Ports.SECRET_USER_DATA;
  }

  private List<Change> edit(String name, UnaryOperator<NodeFact> edit) {
    NodeFact node =
        truth
            .node(name)
            .orElseThrow(
                () -> new RestitchException(ErrorCode.NOT_FOUND, "there is no node " + name, ""));
    Change seen = new Change.NodeSeen(edit.apply(node));
    truth.change(seen);
    return List.of(seen);
  }

  private static NodeFact cordon(NodeFact n, String migration, Instant now) {
    return n.cordoned()
        ? n
        : NodeEdits.label(
            NodeEdits.annotation(
                NodeEdits.annotation(NodeEdits.cordoned(n, true), Names.CORDONED_BY, migration),
                Names.CORDONED_AT,
                now.toString()),
            Names.EXCLUDE_FROM_LOAD_BALANCERS,
            Names.EXCLUDED_BY_US);
  }

  private static NodeFact uncordon(NodeFact n) {
    return n.annotations().containsKey(Names.CORDONED_BY)
        ? NodeEdits.label(
            NodeEdits.annotation(
                NodeEdits.annotation(NodeEdits.cordoned(n, false), Names.CORDONED_BY, null),
                Names.CORDONED_AT,
                null),
            Names.EXCLUDE_FROM_LOAD_BALANCERS,
            null)
        : n;
  }

  private static NodeFact carryOver(NodeFact n, ClusterAction.CarryOver a) {
    NodeFact changed = n;
    for (Map.Entry<String, String> label : a.carried().labels().entrySet()) {
      changed = NodeEdits.label(changed, label.getKey(), label.getValue());
    }
    for (Map.Entry<String, String> note : a.carried().annotations().entrySet()) {
      changed = NodeEdits.annotation(changed, note.getKey(), note.getValue());
    }
    for (Taint taint : a.carried().taints()) {
      changed = NodeEdits.tainted(changed, taint);
    }
    return NodeEdits.annotation(changed, Names.CARRIED_OVER, a.note());
  }

  private static NodeFact withoutTraces(NodeFact n) {
    NodeFact changed = NodeEdits.untainted(uncordon(n), k -> k.startsWith(Names.PREFIX));
    for (String label : n.labels().keySet()) {
      if (label.startsWith(Names.PREFIX)) {
        changed = NodeEdits.label(changed, label, null);
      }
    }
    for (String note : n.annotations().keySet()) {
      if (note.startsWith(Names.PREFIX)) {
        changed = NodeEdits.annotation(changed, note, null);
      }
    }
    return changed;
  }

  /** The API server lets a Node's pod CIDR be set once (validation.go, ValidateNodeUpdate). */
  private static NodeFact assign(NodeFact n, Cidr cidr) {
    if (n.spec().podCidrs().isEmpty() || n.spec().podCidrs().equals(List.of(cidr))) {
      return NodeEdits.podCidrs(n, List.of(cidr));
    }
    throw new RestitchException(
        ErrorCode.BLOCKED, "node " + n.name() + " has another pod CIDR already", "");
  }

  private List<Change> delete(ClusterAction.DeleteNode a) {
    if (truth.node(a.node()).filter(n -> n.uid().equals(a.uid())).isPresent()) {
      truth.change(new Change.NodeGone(a.node()));
    }
    return List.of();
  }

  private List<Change> post(ClusterAction.PostNode a) {
    if (truth.node(a.node()).isEmpty()) {
      NodeFact saved = record.savedNode(a.node());
      NodeFact node =
          NodeEdits.annotation(
              NodeEdits.postedAgain(saved, truth.fresh("node"), truth.world().now()),
              Names.POSTED_FOR,
              saved.uid());
      Cidr cidr = a.podCidr();
      NodeFact ranged = NodeEdits.podCidrs(node, cidr == null ? List.of() : List.of(cidr));
      NodeFact labelled = NodeEdits.label(ranged, Names.FABRIC, a.fabric());
      Cidr first = record.firstPodCidr(a.node());
      truth.change(
          new Change.NodeSeen(
              NodeEdits.annotation(
                  labelled, Names.FIRST_POD_CIDR, first == null ? "" : first.toString())));
    }
    return List.of();
  }
}
