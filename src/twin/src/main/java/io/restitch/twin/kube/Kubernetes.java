package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.twin.model.Blueprint;
import io.restitch.twin.model.Workload;
import io.restitch.twin.time.Agenda;
import io.restitch.twin.time.Chance;
import io.restitch.twin.time.Reconciler;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** All controllers together, each with a rhythm of its own. */
public final class Kubernetes {
  private static final Duration RESYNC = Duration.ofSeconds(15);

  private final Probes probes;
  private final Workloads workloads;
  private final Etcd etcd;
  private final PodNetworks networks;
  private final ControllerManagers controllerManagers;
  private final KubeletServers kubeletServers;
  private final List<Reconciler> controllers;

  /**
   * Starts them.
   *
   * @param truth what they change
   * @param blueprint its budgets, Services and ranges
   * @param alive whether a kubelet of this name runs
   * @param seed decides how long everything takes
   */
  public Kubernetes(Truth truth, Blueprint blueprint, Predicate<String> alive, long seed) {
    Chance chance = new Chance(seed, "kubernetes");
    Agenda agenda = truth.agenda();
    Volumes volumes = new Volumes(truth, chance);
    kubeletServers = new KubeletServers(truth, new Chance(seed, "kubelet-servers"));
    networks = new PodNetworks(truth, kubeletServers, blueprint.ranges().pods());
    workloads = new Workloads(truth);
    probes = new Probes(truth);
    etcd = new Etcd(truth);
    blueprint.pods().forEach(workloads::adopt);
    controllerManagers =
        new ControllerManagers(
            truth, chance, new ManagerElection(truth, new Chance(seed, "election")));
    Scheduler scheduler = new Scheduler(truth, volumes, chance);
    Kubelets kubelets = new Kubelets(truth, workloads, volumes, networks, alive, chance);
    Disruption disruption = new Disruption(truth, blueprint.rules().budgets());
    Endpoints endpoints = new Endpoints(truth, blueprint.rules().services());
    NodeLife nodeLife = new NodeLife(truth, alive);
    controllers =
        List.of(
            new Reconciler(agenda, () -> chance.millis(10, 100), workloads::reconcile),
            new Reconciler(agenda, () -> chance.millis(5, 60), scheduler::reconcile),
            new Reconciler(agenda, () -> chance.millis(20, 300), kubelets::reconcile),
            new Reconciler(agenda, () -> chance.millis(100, 500), volumes::reconcile),
            new Reconciler(agenda, () -> chance.millis(20, 200), disruption::reconcile),
            new Reconciler(agenda, () -> chance.millis(50, 400), endpoints::reconcile),
            new Reconciler(agenda, () -> chance.millis(500, 1500), nodeLife::reconcile),
            new Reconciler(agenda, () -> chance.millis(100, 1000), networks::reconcile),
            new Reconciler(agenda, () -> chance.millis(500, 2000), probes::reconcile),
            new Reconciler(agenda, () -> chance.millis(200, 1000), controllerManagers::reconcile));
    truth.watch(this::seen);
    resync(agenda);
  }

  /** Controllers look again now and then, though nothing has changed. */
  private void resync(Agenda agenda) {
    poke();
    agenda.in(RESYNC, () -> resync(agenda));
  }

  private void seen(Change change) {
    switch (change) {
      case Change.RecordSeen c -> {}
      case Change.BackupsSeen c -> {}
      case Change.JoinTokensSeen c -> {}
      case Change.ServingRequestSeen c -> {}
      case Change.BudgetSeen c -> {}
      case Change.EndpointsSeen c -> {}
      case Change other -> poke();
    }
  }

  /** Something outside of the API changed: a machine, a kubelet. */
  public void poke() {
    controllers.forEach(Reconciler::poke);
  }

  /** Adds a workload, or changes one. */
  public void put(Workload workload) {
    workloads.put(workload);
    poke();
  }

  /** Both pod networks. */
  public PodNetworks networks() {
    return networks;
  }

  /** The network between machines. */
  public Probes probes() {
    return probes;
  }

  /** The workload controllers. */
  public Workloads workloads() {
    return workloads;
  }

  /** The kube-controller-managers, as far as pod CIDRs go. */
  public ControllerManagers controllerManagers() {
    return controllerManagers;
  }

  /** What kubelets serve, and the certificates they ask for. */
  public KubeletServers kubeletServers() {
    return kubeletServers;
  }

  /** etcd, on the control planes. */
  public Etcd etcd() {
    return etcd;
  }
}
