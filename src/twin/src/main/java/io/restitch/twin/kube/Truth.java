package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.twin.time.Agenda;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is: the state of the simulated cluster, and everyone who watches it. */
public final class Truth {
  private final Agenda agenda;
  private final List<Consumer<Change>> watchers = new ArrayList<>();
  private Observed world;
  private long uids;

  /** Nothing yet. */
  public Truth(Agenda agenda) {
    this.agenda = agenda;
    this.world = Observed.nothing(agenda.now());
  }

  /** The state, now. */
  public Observed world() {
    return world.at(agenda.now());
  }

  /** When things happen. */
  public Agenda agenda() {
    return agenda;
  }

  /** Tells every change from now on. */
  public void watch(Consumer<Change> watcher) {
    watchers.add(watcher);
  }

  /** Something changes; what is as it was already is told to nobody. */
  public void change(Change change) {
    if (!known(change)) {
      world = world.at(agenda.now()).fold(change);
      List.copyOf(watchers).forEach(w -> w.accept(change));
    }
  }

  private boolean known(Change change) {
    return switch (change) {
      case Change.NodeSeen c -> c.node().equals(world.nodes().get(c.node().name()));
      case Change.NodeGone c -> !world.nodes().containsKey(c.name());
      case Change.PodSeen c ->
          world.workloads().pods().find(c.pod().ref()).filter(c.pod()::equals).isPresent();
      case Change.PodGone c -> world.workloads().pods().find(c.ref()).isEmpty();
      case Change.BudgetSeen c ->
          c.budget().equals(world.workloads().budgets().get(c.budget().ref()));
      case Change.EndpointsSeen c ->
          c.endpoints().equals(world.workloads().endpoints().get(c.endpoints().ref()));
      case Change.FabricsSeen c -> c.fabrics().equals(world.fabrics());
      case Change.HostSeen c -> c.host().equals(world.platform().hosts().get(c.host().nodeName()));
      case Change.AttachmentSeen c ->
          c.attachment().equals(world.workloads().attachments().get(c.attachment().name()));
      case Change.AttachmentGone c -> !world.workloads().attachments().containsKey(c.name());
      case Change.BudgetGone c -> !world.workloads().budgets().containsKey(c.ref());
      case Change.EndpointsGone c -> !world.workloads().endpoints().containsKey(c.ref());
      case Change.ControllerManagerSeen c ->
          c.controllerManager()
              .equals(world.platform().controllerManagers().get(c.controllerManager().nodeName()));
      case Change.ControllerManagerGone c ->
          !world.platform().controllerManagers().containsKey(c.nodeName());
      case Change.ManagerLeaseSeen c -> world.managerLease().equals(Optional.of(c.lease()));
      case Change.ManagerLeaseGone c -> world.managerLease().isEmpty();
      case Change.AddOnsSeen c -> c.addOns().equals(world.addOns());
      case Change.CalicoListed c -> false;
      case Change.CalicoObjectGone c -> false;
      case Change.MachinesSeen c -> false;
      case Change.MachineSeen c -> false;
      case Change.MachineLeaving c -> false;
      case Change.BackupsSeen c -> c.backups().equals(world.platform().backups());
      case Change.JoinTokensSeen c -> c.ids().equals(world.platform().joinTokens());
      case Change.ServingRequestSeen c ->
          c.request().equals(world.joining().requests().get(c.request().name()));
      case Change.ServingRequestGone c -> !world.joining().requests().containsKey(c.name());
      case Change.KubeletSeen c -> false;
      case Change.ClusterSeen c -> false;
      case Change.PoliciesListed c -> c.policies().equals(world.policies());
      case Change.RecordSeen c -> world.record().filter(c.record()::equals).isPresent();
    };
  }

  /** The Node of this name. */
  public Optional<NodeFact> node(String name) {
    return world.node(name);
  }

  /** The pod of this name and UID; another pod of that name is none. */
  public Optional<PodFact> pod(ObjectRef ref, String uid) {
    return world.workloads().pods().find(ref).filter(p -> p.uid().equals(uid));
  }

  /** A UID or version that was never used. */
  public String fresh(String kind) {
    return kind + "-" + ++uids;
  }

  /** All there is, as a first list of a watch; machines are not watched, the cloud is asked. */
  public List<Change> snapshot() {
    List<Change> all = new ArrayList<>();
    world.cluster().ifPresent(c -> all.add(new Change.ClusterSeen(c)));
    all.add(new Change.PoliciesListed(world.policies()));
    world.nodes().values().forEach(n -> all.add(new Change.NodeSeen(n)));
    world.workloads().pods().all().forEach(p -> all.add(new Change.PodSeen(p)));
    world.workloads().budgets().values().forEach(b -> all.add(new Change.BudgetSeen(b)));
    world.workloads().attachments().values().forEach(a -> all.add(new Change.AttachmentSeen(a)));
    world.workloads().endpoints().values().forEach(e -> all.add(new Change.EndpointsSeen(e)));
    world
        .platform()
        .controllerManagers()
        .values()
        .forEach(m -> all.add(new Change.ControllerManagerSeen(m)));
    world.managerLease().ifPresent(l -> all.add(new Change.ManagerLeaseSeen(l)));
    world.platform().hosts().values().forEach(h -> all.add(new Change.HostSeen(h)));
    all.add(new Change.BackupsSeen(world.platform().backups()));
    all.add(new Change.JoinTokensSeen(world.platform().joinTokens()));
    world.joining().requests().values().forEach(r -> all.add(new Change.ServingRequestSeen(r)));
    all.add(new Change.FabricsSeen(world.fabrics()));
    world.record().ifPresent(r -> all.add(new Change.RecordSeen(r)));
    return all;
  }
}
