package io.restitch.core.fact;

import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The world, as far as it matters to a migration, at one moment.
 *
 * <p>Immutable and persistent: {@link #fold} costs what the change touches, not the size of the
 * cluster. Folding changes one by one gives the same world as reading it all anew, but for {@link
 * Workloads#lastServed}, {@link Shared#reversals} and {@link Shared#silences}, which only a witness
 * can know; a new witness counts from {@link #observedSince}.
 *
 * @param now the present
 * @param observedSince since when this witness has looked without a gap
 * @param nodes Nodes by name
 * @param workloads what runs on them
 * @param platform what they stand on
 * @param shared what there is one of
 */
public record Observed(
    Instant now,
    Instant observedSince,
    PSortedMap<String, NodeFact> nodes,
    Workloads workloads,
    Platform platform,
    Shared shared) {

  /**
   * What there is one of in a cluster.
   *
   * @param cluster its identity; null until seen
   * @param fabrics both pod networks
   * @param managerLease which kube-controller-manager leads; null if no Lease says so
   * @param record the record; null if there is none
   * @param calicoLeft what is left of Calico; null until somebody looked
   * @param policies its policies
   * @param reversals when what restitch put on other people's objects came down
   * @param addOns what Multus and KubeVirt know of the pod network
   * @param silences since when agents of the bridge owe a word
   */
  public record Shared(
      @Nullable ClusterFact cluster,
      FabricsFact fabrics,
      @Nullable ManagerLeaseFact managerLease,
      @Nullable RecordFact record,
      @Nullable CalicoLeft calicoLeft,
      PoliciesFact policies,
      Reversals reversals,
      AddOnsFact addOns,
      Silences silences) {
    private Shared with(ClusterFact now) {
      return new Shared(
          now, fabrics, managerLease, record, calicoLeft, policies, reversals, addOns, silences);
    }

    private Shared with(FabricsFact now, Collection<String> nodes, Instant at) {
      return new Shared(
          cluster,
          now,
          managerLease,
          record,
          calicoLeft,
          policies,
          reversals.between(fabrics, now, at),
          addOns,
          silences.between(fabrics.bridge(), now.bridge(), nodes, at));
    }

    private Shared with(RecordFact now) {
      return new Shared(
          cluster, fabrics, managerLease, now, calicoLeft, policies, reversals, addOns, silences);
    }

    private Shared leased(@Nullable ManagerLeaseFact now) {
      return new Shared(
          cluster, fabrics, now, record, calicoLeft, policies, reversals, addOns, silences);
    }

    private Shared with(@Nullable CalicoLeft now) {
      return new Shared(
          cluster, fabrics, managerLease, record, now, policies, reversals, addOns, silences);
    }

    private Shared with(PoliciesFact now) {
      return new Shared(
          cluster, fabrics, managerLease, record, calicoLeft, now, reversals, addOns, silences);
    }

    private Shared with(Silences now) {
      return new Shared(
          cluster, fabrics, managerLease, record, calicoLeft, policies, reversals, addOns, now);
    }

    private Shared with(AddOnsFact now) {
      return new Shared(
          cluster, fabrics, managerLease, record, calicoLeft, policies, reversals, now, silences);
    }
  }

  /** A world of which nothing is known yet. */
  public static Observed nothing(Instant now) {
    return new Observed(
        now,
        now,
        TreePMap.empty(),
        Workloads.NONE,
        Platform.UNKNOWN,
        new Shared(
            null,
            FabricsFact.unknown(),
            null,
            null,
            null,
            PoliciesFact.NONE,
            Reversals.NONE,
            AddOnsFact.NONE,
            Silences.NONE));
  }

  /** The same world, later. */
  public Observed at(Instant later) {
    return new Observed(later, observedSince, nodes, workloads, platform, shared);
  }

  /** The Node of this name. */
  public Optional<NodeFact> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** The pods bound to a node. */
  public Collection<PodFact> podsOn(String nodeName) {
    return workloads.pods().on(nodeName);
  }

  /** The live machine with this id. */
  public Optional<Machine> machine(String id) {
    return Optional.ofNullable(platform.machines().get(id));
  }

  /** The cluster's identity, once seen. */
  public Optional<ClusterFact> cluster() {
    return Optional.ofNullable(shared.cluster());
  }

  /** The record, if there is one. */
  public Optional<RecordFact> record() {
    return Optional.ofNullable(shared.record());
  }

  /** Which kube-controller-manager leads, if a Lease says so. */
  public Optional<ManagerLeaseFact> managerLease() {
    return Optional.ofNullable(shared.managerLease());
  }

  /** What is left of Calico, if somebody looked. */
  public Optional<CalicoLeft> calicoLeft() {
    return Optional.ofNullable(shared.calicoLeft());
  }

  /** Its policies, as they were listed last. */
  public PoliciesFact policies() {
    return shared.policies();
  }

  /** Both pod networks. */
  public FabricsFact fabrics() {
    return shared.fabrics();
  }

  /** When what restitch put on other people's objects was seen to come down. */
  public Reversals reversals() {
    return shared.reversals();
  }

  /** Since when agents of the bridge owe a word. */
  public Silences silences() {
    return shared.silences();
  }

  /** What Multus and KubeVirt know of the pod network. */
  public AddOnsFact addOns() {
    return shared.addOns();
  }

  /** What machines need to join, and what their kubelets say and ask for. */
  public Joining joining() {
    return platform.joining();
  }

  /** Since when no traffic has been sent to pods on this node, as far as this witness knows. */
  public Instant quietSince(String nodeName) {
    return workloads.lastServed().getOrDefault(nodeName, observedSince);
  }

  /** This world after a change. */
  public Observed fold(Change change) {
    return switch (change) {
      case Change.NodeSeen c -> withNodes(nodes.plus(c.node().name(), c.node()), c.node().name());
      case Change.NodeGone c -> withNodes(nodes.minus(c.name()), c.name());
      case Change.PodSeen c -> with(workloads.withPods(workloads.pods().with(c.pod())));
      case Change.PodGone c -> with(workloads.withPods(workloads.pods().without(c.ref())));
      case Change.BudgetSeen c ->
          with(workloads.withBudgets(workloads.budgets().plus(c.budget().ref(), c.budget())));
      case Change.BudgetGone c -> with(workloads.withBudgets(workloads.budgets().minus(c.ref())));
      case Change.AttachmentSeen c ->
          with(
              workloads.withAttachments(
                  workloads.attachments().plus(c.attachment().name(), c.attachment())));
      case Change.AttachmentGone c ->
          with(workloads.withAttachments(workloads.attachments().minus(c.name())));
      case Change.EndpointsSeen c ->
          with(workloads.withEndpoints(c.endpoints().ref(), Optional.of(c.endpoints()), now));
      case Change.EndpointsGone c -> with(workloads.withEndpoints(c.ref(), Optional.empty(), now));
      case Change.MachinesSeen c -> with(machinesNow(c));
      case Change.MachineSeen c -> with(machineNow(c.machine()));
      case Change.MachineLeaving c ->
          machine(c.id()).map(m -> with(machineNow(m.in(MachineState.STOPPING)))).orElse(this);
      case Change.ControllerManagerSeen c ->
          with(
              platform.withControllerManagers(
                  platform
                      .controllerManagers()
                      .plus(c.controllerManager().nodeName(), c.controllerManager())));
      case Change.ControllerManagerGone c ->
          with(platform.withControllerManagers(platform.controllerManagers().minus(c.nodeName())));
      case Change.ManagerLeaseSeen c -> with(shared.leased(c.lease()));
      case Change.ManagerLeaseGone c -> with(shared.leased(null));
      case Change.FabricsSeen c -> with(shared.with(c.fabrics(), nodes.keySet(), now));
      case Change.AddOnsSeen c -> with(shared.with(c.addOns()));
      case Change.CalicoListed c -> with(shared.with(CalicoLeft.listed(c.objects(), now)));
      case Change.CalicoObjectGone c ->
          calicoLeft().map(l -> with(shared.with(l.without(c.object())))).orElse(this);
      case Change.HostSeen c ->
          with(platform.withHosts(platform.hosts().plus(c.host().nodeName(), c.host())));
      case Change.BackupsSeen c -> with(platform.withBackups(c.backups()));
      case Change.JoinTokensSeen c -> with(joining().withTokens(c.ids()));
      case Change.ServingRequestSeen c ->
          with(joining().withRequests(joining().requests().plus(c.request().name(), c.request())));
      case Change.ServingRequestGone c ->
          with(joining().withRequests(joining().requests().minus(c.name())));
      case Change.KubeletSeen c ->
          with(
              joining()
                  .withKubelets(
                      joining().kubelets().plus(c.kubelet().which().node(), c.kubelet())));
      case Change.ClusterSeen c -> with(shared.with(c.cluster()));
      case Change.PoliciesListed c -> with(shared.with(c.policies()));
      case Change.RecordSeen c -> with(shared.with(c.record()));
    };
  }

  /** This world after changes, in order. */
  public Observed foldAll(Iterable<? extends Change> changes) {
    Observed world = this;
    for (Change change : changes) {
      world = world.fold(change);
    }
    return world;
  }

  private Platform machinesNow(Change.MachinesSeen seen) {
    PSortedMap<String, Machine> live = TreePMap.empty();
    for (Machine machine : seen.machines()) {
      if (machine.state().live()) {
        live = live.plus(machine.id(), machine);
      }
    }
    SortedSet<String> gone = new TreeSet<>(seen.asked());
    platform.look().ifPresent(earlier -> gone.addAll(earlier.gone()));
    gone.removeAll(live.keySet());
    return platform.withMachines(live, Optional.of(new Platform.Look(now, gone)));
  }

  private Platform machineNow(Machine machine) {
    PSortedMap<String, Machine> live =
        machine.state().live()
            ? platform.machines().plus(machine.id(), machine)
            : platform.machines().minus(machine.id());
    return platform.withMachines(live, platform.look());
  }

  private Observed withNodes(PSortedMap<String, NodeFact> next, String changed) {
    NodeFact after = next.get(changed);
    boolean away =
        node(changed).filter(NodeFact::ready).isPresent() && (after == null || !after.ready());
    Shared left = away ? shared.with(silences().without(changed, now)) : shared;
    return new Observed(now, observedSince, next, workloads, platform, left);
  }

  private Observed with(Workloads next) {
    return new Observed(now, observedSince, nodes, next, platform, shared);
  }

  private Observed with(Platform next) {
    return new Observed(now, observedSince, nodes, workloads, next, shared);
  }

  private Observed with(Joining next) {
    return with(platform.with(next));
  }

  private Observed with(Shared next) {
    return new Observed(now, observedSince, nodes, workloads, platform, next);
  }
}
