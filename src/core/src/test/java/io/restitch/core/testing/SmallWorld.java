package io.restitch.core.testing;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.HostAction;
import io.restitch.core.action.MachineAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decide.Decider;
import io.restitch.core.decision.Decision;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Plan;
import io.restitch.core.workers.JoinToken;
import io.restitch.spi.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A world in which every action has its effect at once, so that a whole migration is a list of
 * actions. It knows nothing of time, failures or order: these are the twin's.
 */
public final class SmallWorld {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final int ENOUGH = 2000;

  private final Plan plan;
  private final Map<String, Machine> cloud = new TreeMap<>();
  private final SortedSet<String> calico =
      new TreeSet<>(
          List.of(
              "ClusterRole/calico-node",
              "CustomResourceDefinition/ippools.crd.projectcalico.org",
              "DaemonSet/kube-system/calico-node"));
  private final Pods pods = new Pods();
  private Observed world;
  private int made;

  /** A world of these facts; its nodes' machines run. */
  public SmallWorld(Plan plan, Observed start) {
    this.plan = plan;
    this.world = start;
    for (NodeFact node : start.nodes().values()) {
      Machine machine = Facts.machine(node.name(), Map.of());
      cloud.put(machine.id(), machine);
    }
  }

  private SmallWorld(SmallWorld other) {
    this.plan = other.plan;
    this.world = other.world;
    this.made = other.made;
    this.cloud.putAll(other.cloud);
    this.calico.clear();
    this.calico.addAll(other.calico);
  }

  /** The same world, to go on in another way. */
  public SmallWorld fork() {
    return new SmallWorld(this);
  }

  /** What is known of it. */
  public Observed now() {
    return world;
  }

  /** Machines that run. */
  public List<String> machines() {
    return cloud.values().stream().map(Machine::name).sorted().toList();
  }

  /** The operator wants something else. */
  public SmallWorld want(Intent intent) {
    return see(new Change.RecordSeen(record().intending(intent)));
  }

  /** Something is seen. */
  public SmallWorld see(Change change) {
    world = world.fold(change);
    return this;
  }

  /** What is decided now, by somebody who has nothing under way. */
  public Decision decide() {
    return Decider.decide(world, plan, InFlight.NOTHING);
  }

  /**
   * Decides and acts until it is over.
   *
   * @return what was done, in order
   */
  public List<Action> run() {
    return run(action -> false);
  }

  /** Decides and acts until it is over, or right after an action that the predicate names. */
  public List<Action> run(Predicate<Action> last) {
    List<Action> story = new ArrayList<>();
    for (int pass = 0; pass < ENOUGH; pass++) {
      Decision decision = decide();
      if (decision.outcome() != Outcome.CONTINUE) {
        return story;
      }
      for (Action action : decision.actions()) {
        perform(action);
        story.add(action);
        if (last.test(action)) {
          return story;
        }
      }
      later();
    }
    throw new AssertionError("it never ends; the last decision is " + decide());
  }

  private void later() {
    world = world.at(world.now().plus(STEP));
  }

  /** Brings about one effect. */
  public void perform(Action action) {
    switch (action) {
      case ClusterAction a -> onCluster(a);
      case FabricAction.ListCalico a -> see(new Change.CalicoListed(calico));
      case FabricAction.RemoveCalicoObject a -> {
        calico.remove(a.kindAndName());
        see(new Change.CalicoObjectGone(a.kindAndName()));
      }
      case FabricAction a -> see(new Change.FabricsSeen(Networks.after(world.fabrics(), a)));
      case HostAction a -> onHost(a);
      case MachineAction a -> onCloud(a);
      case RecordAction a -> see(new Change.RecordSeen(onRecord(a)));
    }
  }

  private void onCluster(ClusterAction action) {
    switch (action) {
      case ClusterAction.AddTaint a -> edit(a.node(), n -> Facts.with(n, a.taint()));
      case ClusterAction.RemoveTaint a -> edit(a.node(), n -> Facts.without(n, a.taintKey()));
      case ClusterAction.Cordon a -> edit(a.node(), n -> Facts.cordonedBy(n, a.migration()));
      case ClusterAction.Uncordon a ->
          edit(a.node(), n -> n.annotations().containsKey(Names.CORDONED_BY) ? Facts.free(n) : n);
      case ClusterAction.EvictPod a -> world = pods.move(world, a.pod(), a.uid());
      case ClusterAction.DeletePod a -> world = pods.move(world, a.pod(), a.uid());
      case ClusterAction.DeleteNode a -> see(new Change.NodeGone(a.node()));
      case ClusterAction.AssignPodCidr a ->
          edit(a.node(), n -> leased(Facts.withCidr(n, a.cidr().toString())));
      case ClusterAction.SetLabel a -> {
        edit(a.node(), n -> Facts.labelled(n, a.label(), String.valueOf(a.value())));
        see(new Change.FabricsSeen(Networks.labelled(world.fabrics(), a.node(), a.value())));
      }
      case ClusterAction.CarryOver a ->
          edit(a.node(), n -> Facts.annotated(n, Names.CARRIED_OVER, a.note()));
      case ClusterAction.PostNode a -> post(a.node(), a.podCidr(), a.fabric());
      case ClusterAction.ForgetCalico a -> {}
      case ClusterAction.RemoveTraces a -> edit(a.node(), Facts::untouched);
      case ClusterAction.DeleteJoinToken a -> joinTokens(ids -> ids.remove(a.id()));
      case ClusterAction.ApproveServingCertificate a ->
          see(new Change.ServingRequestGone(a.request()));
      case ClusterAction.ReadKubelet a ->
          see(new Change.KubeletSeen(Kubelets.of(a.kubelet(), world.now())));
    }
  }

  private void joinTokens(Consumer<SortedSet<String>> change) {
    SortedSet<String> ids = new TreeSet<>(world.platform().joinTokens());
    change.accept(ids);
    see(new Change.JoinTokensSeen(ids));
  }

  private void post(String name, @Nullable Cidr cidr, @Nullable String fabric) {
    NodeFact node = Facts.cordonedBy(Facts.controlPlane(name), Worlds.MIGRATION);
    node =
        fabric == null
            ? node
            : Facts.network(
                Facts.labelled(node, Names.FABRIC, fabric), NodeFact.PodNetwork.FLANNEL);
    node = cidr == null ? node : Facts.withCidr(node, cidr.toString());
    node =
        Facts.annotated(
            node,
            Names.POSTED_FOR,
            Objects.requireNonNull(record().notes().saved().get(name)).uid());
    see(new Change.NodeSeen(Facts.renewed(node, "uid-" + name + "-" + ++made)));
  }

  private void onHost(HostAction action) {
    switch (action) {
      case HostAction.TakeBackup a -> see(new Change.BackupsSeen(Backups.with(world, a)));
      case HostAction.SetControllerManager a -> {
        ControllerManagerFact old = world.platform().controllerManagers().get(a.node());
        Cidr range = a.range() != null || old == null ? a.range() : old.range();
        see(new Change.ControllerManagerSeen(Facts.manager(a.node(), a.allocate(), range)));
      }
      case HostAction.RunTask a -> onHost(a);
    }
  }

  private void onHost(HostAction.RunTask a) {
    HostFact h = world.platform().hosts().get(a.node());
    boolean calico = h == null || h.calicoConfigured();
    Residue left = h == null ? Residue.counted(7, 0) : h.residue();
    HostFact next =
        switch (a.task()) {
          case STOP_KUBELET -> HostFact.sound(a.node(), false, calico, left);
          case START_KUBELET -> HostFact.sound(a.node(), true, calico, joined(a.node(), left));
          case LEAVE_CALICO -> HostFact.sound(a.node(), true, false, left);
          case RETURN_TO_CALICO -> HostFact.sound(a.node(), true, true, left);
          case REMOVE_CALICO -> HostFact.sound(a.node(), true, calico, Residue.counted(0, 5));
          case REMOVE_FLANNEL -> HostFact.sound(a.node(), true, calico, Residue.counted(7, 0));
          case MOVE_ETCD_LEADER -> HostFact.sound(a.node(), true, calico, left);
        };
    see(new Change.HostSeen(next.with(MachineState.SOUND.withFlannelSubnet(range(a.node())))));
    if (a.task() == HostAction.Task.START_KUBELET) {
      edit(a.node(), SmallWorld::leased);
      NodeFact node = world.node(a.node()).orElseThrow();
      see(new Change.FabricsSeen(Networks.joined(world.fabrics(), node)));
    }
  }

  /** flanneld says on a green node how it is reached. */
  private static NodeFact leased(NodeFact node) {
    return node.fabric() == Fabric.FLANNEL ? Facts.leased(node) : node;
  }

  /** What Flannel gives addresses from on it. */
  private @Nullable Cidr range(String node) {
    return world
        .node(node)
        .filter(n -> n.fabric() == Fabric.FLANNEL)
        .flatMap(NodeFact::podCidr)
        .orElse(null);
  }

  /** The network that its Node belongs to comes, and the other one's things are still there. */
  private Residue joined(String node, Residue left) {
    return world.node(node).filter(n -> n.fabric() == Fabric.FLANNEL).isPresent()
        ? new Residue(left.calico(), Residue.counted(7, 5).flannel())
        : new Residue(Residue.counted(7, 5).calico(), left.flannel());
  }

  private void onCloud(MachineAction action) {
    switch (action) {
      case MachineAction.CreateMachine a -> create(a);
      case MachineAction.DeleteMachine a -> cloud.remove(a.id());
      case MachineAction.LookAtMachines a -> {
        List<Machine> seen =
            cloud.values().stream()
                .filter(m -> m.tags().containsKey(Names.MIGRATION) || a.others().contains(m.id()))
                .toList();
        see(new Change.MachinesSeen(seen, a.others()));
      }
      case MachineAction.GuardGroups a -> {}
    }
  }

  private void create(MachineAction.CreateMachine a) {
    joinTokens(ids -> ids.add(JoinToken.id(a.token())));
    Machine machine = Facts.machine(a.name(), a.tags(), world.now());
    if (cloud.putIfAbsent(machine.id(), machine) == null) {
      NodeFact node = Facts.worker(a.name());
      for (Map.Entry<String, String> label : a.labels().entrySet()) {
        node = Facts.labelled(node, label.getKey(), label.getValue());
      }
      for (Taint taint : a.taints()) {
        node = Facts.with(node, taint);
      }
      see(new Change.NodeSeen(node));
      see(new Change.FabricsSeen(Networks.joined(world.fabrics(), node)));
    }
    see(new Change.MachineSeen(machine));
  }

  private RecordFact onRecord(RecordAction action) {
    RecordFact r = record();
    RecordFact.Notes n = r.notes();
    return switch (action) {
      case RecordAction.RecordCondition a -> {
        Map<PhaseName, Condition> conditions = new EnumMap<>(PhaseName.class);
        conditions.putAll(r.conditions());
        conditions.put(a.condition().phase(), a.condition());
        yield new RecordFact(r.id(), r.planHash(), r.intent(), r.fence(), conditions, n);
      }
      case RecordAction.RecordAttempt a -> {
        Map<String, AttemptFact> attempts = new TreeMap<>(n.attempts());
        attempts.put(a.slotKey(), a.attempt());
        yield noting(new RecordFact.Notes(attempts, n.saved(), n.confirmedRemoval()));
      }
      case RecordAction.RecordIntent a -> r.intending(a.intent());
      case RecordAction.SaveNode a ->
          noting(saved(s -> s.put(a.node(), new SavedNode(a.node(), a.uid(), null))));
      case RecordAction.ForgetNode a -> noting(saved(s -> s.remove(a.node())));
    };
  }

  private RecordFact.Notes saved(Consumer<Map<String, SavedNode>> edit) {
    RecordFact.Notes n = record().notes();
    Map<String, SavedNode> saved = new TreeMap<>(n.saved());
    edit.accept(saved);
    return new RecordFact.Notes(n.attempts(), saved, n.confirmedRemoval());
  }

  private RecordFact noting(RecordFact.Notes notes) {
    RecordFact r = record();
    return new RecordFact(r.id(), r.planHash(), r.intent(), r.fence(), r.conditions(), notes);
  }

  private RecordFact record() {
    return world.record().orElseThrow();
  }

  private void edit(String name, UnaryOperator<NodeFact> edit) {
    world.node(name).ifPresent(n -> see(new Change.NodeSeen(edit.apply(n))));
  }

  /** Pods bound to nodes that are gone. */
  public List<PodFact> lost() {
    return world.workloads().pods().all().stream()
        .filter(p -> p.bound() && world.node(p.nodeName()).isEmpty())
        .toList();
  }
}
