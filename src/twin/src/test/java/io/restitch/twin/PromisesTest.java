package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.action.ClusterAction.SetLabel;
import io.restitch.core.action.FabricAction.SetFence;
import io.restitch.core.action.HostAction.RunTask;
import io.restitch.core.action.HostAction.Task;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.engine.loop.Hands;
import io.restitch.spi.MachineShape;
import io.restitch.twin.kube.HostEdits;
import io.restitch.twin.kube.NodeEdits;
import io.restitch.twin.kube.Truth;
import io.restitch.twin.model.SampleCluster;
import io.restitch.twin.promise.PromiseBroken;
import io.restitch.twin.promise.Promises;
import io.restitch.twin.promise.Scene;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever breaks a promise is caught: each is broken here on purpose. */
class PromisesTest {
  private Migrations m;
  private Promises promises;

  @BeforeEach
  void settle() {
    m = Migrations.of(SampleCluster.draw(), 1);
    promises =
        new Promises(() -> new Scene(m.twin().truth().world(), m.twin().cloud().live(), m.plan()));
    m.twin().truth().watch(change -> promises.afterEvent());
    promises.afterEvent();
  }

  @Test
  void shouldCatchACordonThatLeavesTooLittle() {
    List<String> workers =
        m.twin().truth().world().nodes().values().stream()
            .filter(n -> !n.controlPlane())
            .map(NodeFact::name)
            .toList();

    broken(
        "capacity",
        () ->
            workers.forEach(w ->
                act(new Cordon(w, m.twin().ports().record().read().orElseThrow().fact().id()))));
  }

  @Test
  void shouldCatchAMachineThatIsMadeWhileTheFenceIsTakenAway() {
    act(new SetFence(true));
    m.twin().meddler().takeFenceAway();
    Instant seen = m.twin().agenda().now().plusSeconds(6);
    goOnUntil(() -> m.twin().agenda().now().isAfter(seen));

    broken("while the fence is taken away", () -> act(creation("t-1", "1")));
  }

  @Test
  void shouldCatchASecondControlPlaneInChange() {
    act(new RunTask("cp-1", Task.STOP_KUBELET));

    broken("at most one control plane", () -> act(new RunTask("cp-2", Task.STOP_KUBELET)));
  }

  @Test
  void shouldCatchAChangeOfAControlPlaneWhileAMemberOfEtcdIsDown() {
    m.twin().kubernetes().etcd().falls("cp-1", new Chance(1, "falls"), Duration.ofMinutes(3));
    Instant fallen = m.twin().agenda().now();
    promises.beforeEffect(new RunTask("cp-1", Task.STOP_KUBELET));
    goOnUntil(() -> m.twin().agenda().now().isAfter(fallen.plusSeconds(11)));

    broken(
        "no control plane is changed while",
        () -> promises.beforeEffect(new RunTask("cp-1", Task.STOP_KUBELET)));
  }

  @Test
  void shouldCatchAnEtcdWithoutAQuorum() {
    Truth truth = m.twin().truth();
    HostFact first = Objects.requireNonNull(truth.world().platform().hosts().get("cp-1"));
    HostFact second = Objects.requireNonNull(truth.world().platform().hosts().get("cp-2"));
    truth.change(new Change.HostSeen(HostEdits.dark(first)));

    broken("etcd has its quorum", () -> truth.change(new Change.HostSeen(HostEdits.dark(second))));
  }

  @Test
  void shouldCatchASecondMachineForASlot() {
    act(creation("01", "1"));

    broken("at most one live machine", () -> act(creation("02", "2")));
  }

  @Test
  void shouldCatchAMachineThatIsDeletedWithPodsOnIt() {
    broken("no machine is deleted", () -> act(new DeleteMachine("i-worker-1", "worker-1")));
  }

  @Test
  void shouldCatchAnEvictionThatABudgetDoesNotAllow() {
    ObjectRef budget = new ObjectRef("data", "orders-db-pdb");
    List<PodFact> pods = pods("orders-db");
    goOnUntil(() -> allowed(budget) > 0);
    act(eviction(pods.get(0)));
    goOnUntil(() -> allowed(budget) == 0);
    Instant exhausted = m.twin().agenda().now();
    goOnUntil(() -> m.twin().agenda().now().isAfter(exhausted.plusSeconds(3)));

    broken("no eviction while a budget", () -> act(eviction(pods.get(1))));
  }

  @Test
  void shouldCatchAPlainDeleteOfAPodThatMustMove() {
    PodFact pod = pods("storefront").getFirst();

    broken(
        "no plain delete",
        () -> act(new DeletePod(pod.ref(), pod.uid(), pod.nodeName(), "on purpose")));
  }

  @Test
  void shouldCatchAnEvictionFromANodeThatStays() {
    PodFact pod = pods("recommendations").getFirst();
    act(new SetFence(true));
    act(new SetLabel(pod.nodeName(), Names.FABRIC, Names.FABRIC_CONVERTING));
    goOnUntil(() -> !onCalico(pod.nodeName()));
    act(new SetLabel(pod.nodeName(), Names.FABRIC, Names.FABRIC_FLANNEL));

    broken("no pod is evicted from a worker that stays", () -> act(eviction(pod)));
  }

  @Test
  void shouldCatchACalicoAgentOnGreen() {
    broken(
        "no Calico agent on green",
        () -> act(new SetLabel("worker-1", Names.FABRIC, Names.FABRIC_FLANNEL)));
  }

  @Test
  void shouldCatchAPodCidrThatIsGivenTwice() {
    act(new DeleteNode("worker-1", "uid-worker-1"));
    promises.beforeEffect(new AssignPodCidr("worker-2", Cidr.parse("10.244.3.0/24")));

    broken(
        "no pod CIDR is used twice",
        () -> promises.beforeEffect(new AssignPodCidr("worker-3", Cidr.parse("10.244.3.0/24"))));
  }

  @Test
  void shouldCatchAPodCidrOutsideTheRangeOfAnAllocatingControllerManager() {
    broken(
        "kube-controller-manager never sees",
        () -> {
          NodeFact node = m.twin().truth().node("worker-1").orElseThrow();
          m.twin()
              .truth()
              .change(
                  new Change.NodeSeen(
                      NodeEdits.podCidrs(node, List.of(Cidr.parse("10.244.3.0/24")))));
        });
  }

  private void act(Action action) {
    promises.beforeEffect(action);
    new Hands(m.twin().ports()).perform(action);
    promises.afterEvent();
  }

  private static void broken(String promise, Runnable act) {
    assertThatThrownBy(act::run).isInstanceOf(PromiseBroken.class).hasMessageContaining(promise);
  }

  private static CreateMachine creation(String token, String attempt) {
    return new CreateMachine(
        token,
        "machine-" + token,
        new MachineShape("", "twin.4x16", "a", "image", Map.of()),
        Map.of(),
        List.of(),
        Map.of(
            Names.MIGRATION, "m",
            Names.SLOT, "1",
            Names.DIRECTION, "forward",
            Names.ATTEMPT, attempt));
  }

  private List<PodFact> pods(String app) {
    return m.twin().truth().world().workloads().pods().all().stream()
        .filter(p -> app.equals(p.labels().get("app")))
        .toList();
  }

  private static EvictPod eviction(PodFact pod) {
    return new EvictPod(pod.ref(), pod.uid(), pod.nodeName(), null, null, "");
  }

  private int allowed(ObjectRef budget) {
    BudgetFact fact = m.twin().truth().world().workloads().budgets().get(budget);
    return fact == null ? 0 : fact.disruptionsAllowed();
  }

  private void goOnUntil(BooleanSupplier there) {
    Instant limit = m.twin().agenda().now().plus(Duration.ofMinutes(5));
    while (!there.getAsBoolean()) {
      assertThat(m.twin().agenda().step()).isTrue();
      assertThat(m.twin().agenda().now()).isBefore(limit);
    }
  }

  private boolean onCalico(String node) {
    return m.twin().truth().world().podsOn(node).stream()
        .anyMatch(p -> p.labels().getOrDefault("app", "").equals("calico-node"));
  }
}
