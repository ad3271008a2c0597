package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.ClusterAction.AddTaint;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.ClusterAction.RemoveTraces;
import io.restitch.core.action.ClusterAction.SetLabel;
import io.restitch.core.action.ClusterAction.Uncordon;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Carried;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Check first, act, safe to repeat: every action on Nodes can run twice. */
class NodeActionsTest {
  private static final String NODE = "/api/v1/nodes/a";
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Taint LEAVING = new Taint(Names.LEAVING_TAINT, "", Taint.PREFER_NO_SCHEDULE);

  private final ApiServer server;
  private final Hands hands;

  NodeActionsTest() throws IOException {
    server = new ApiServer();
    server.keep(
        NODE,
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"name":"a","uid":"u-1","labels":{"old":"1"},"annotations":{},
           "creationTimestamp":"2026-10-01T00:00:00Z"},
         "spec":{"taints":[{"key":"restitch.io/flannel-not-ready","effect":"NoSchedule"},
           {"key":"theirs","effect":"NoSchedule"}]},
         "status":{}}
        """);
    hands = new Hands(server.api(), Optional::empty, () -> NOW);
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Stream<ClusterAction> actions() {
    return Stream.of(
        new AddTaint("a", LEAVING),
        new RemoveTaint("a", Names.STARTUP_TAINT),
        new Cordon("a", "m-1"),
        new SetLabel("a", Names.FABRIC, "converting"),
        new CarryOver(
            "a",
            List.of("b"),
            new Carried(Map.of("team", "x"), Map.of("note", "y"), List.of()),
            "0a1b2c3d"),
        new AssignPodCidr("a", Cidr.parse("10.244.7.0/24")));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void shouldChangeTheNodeOnceThoughCarriedOutTwice(ClusterAction action) {
    hands.perform(action);
    String once = server.at(NODE).toString();
    hands.perform(action);

    assertThat(server.asked("PATCH " + NODE)).hasSize(1);
    assertThat(server.at(NODE).toString()).isEqualTo(once);
  }

  @ParameterizedTest
  @MethodSource("actions")
  void shouldWriteUnderItsOwnFieldManager(ClusterAction action) {
    hands.perform(action);

    assertThat(server.asked("PATCH " + NODE).getFirst().query()).contains("fieldManager=restitch");
  }

  @Test
  void shouldKeepTaintsThatAreNotItsOwn() {
    hands.perform(new RemoveTaint("a", Names.STARTUP_TAINT));
    hands.perform(new AddTaint("a", LEAVING));

    assertThat(taints()).containsExactlyInAnyOrder("theirs", Names.LEAVING_TAINT);
  }

  @Test
  void shouldBuildAnEditAnewWhenSomebodyElseChangedTheNodeMeanwhile() {
    server.before("PATCH " + NODE, () -> addTaint("newcomer"));

    hands.perform(new AddTaint("a", LEAVING));

    assertThat(taints()).contains("newcomer", "theirs", Names.LEAVING_TAINT);
  }

  @Test
  void shouldSayWhoCordonedAndSinceWhenAndTakeBothBack() {
    hands.perform(new Cordon("a", "m-1"));
    JsonNode cordoned = server.at(NODE);
    hands.perform(new Uncordon("a"));
    JsonNode free = server.at(NODE);

    assertThat(cordoned.at("/spec/unschedulable").asBoolean()).isTrue();
    assertThat(annotation(cordoned, Names.CORDONED_BY)).isEqualTo("m-1");
    assertThat(annotation(cordoned, Names.CORDONED_AT)).isEqualTo(NOW.toString());
    assertThat(cordoned.path("metadata").path("labels").has(Names.EXCLUDE_FROM_LOAD_BALANCERS))
        .isTrue();
    assertThat(free.path("spec").has("unschedulable")).isFalse();
    assertThat(free.path("metadata").path("annotations").isEmpty()).isTrue();
    assertThat(free.path("metadata").path("labels").has(Names.EXCLUDE_FROM_LOAD_BALANCERS))
        .isFalse();
  }

  @Test
  void shouldNotUncordonWhatSomebodyElseCordoned() {
    server.keep(
        NODE,
        server.at(NODE).toString().replace("\"spec\":{", "\"spec\":{\"unschedulable\":true,"));

    hands.perform(new Cordon("a", "m-1"));
    hands.perform(new Uncordon("a"));

    assertThat(server.asked("PATCH " + NODE)).isEmpty();
    assertThat(server.at(NODE).at("/spec/unschedulable").asBoolean()).isTrue();
  }

  @Test
  void shouldRefuseToGiveANodeASecondPodCidr() {
    hands.perform(new AssignPodCidr("a", Cidr.parse("10.244.7.0/24")));

    assertThatThrownBy(() -> hands.perform(new AssignPodCidr("a", Cidr.parse("10.244.8.0/24"))))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BLOCKED))
        .hasMessageContaining("10.244.7.0/24");
  }

  /** The API server's answer to a second pod CIDR (validation.go, ValidateNodeUpdate). */
  @Test
  void shouldSayWhoseTheNodesPodCidrIsWhenSomebodyElseWasFaster() {
    server.lost(
        "PATCH " + NODE,
        () -> podCidr("10.250.0.0/24"),
        422,
        "{\"message\":\"node updates may not change podCIDR except from \\\"\\\" to valid\"}");

    assertThatThrownBy(() -> hands.perform(new AssignPodCidr("a", Cidr.parse("10.244.7.0/24"))))
        .isInstanceOfSatisfying(
            RestitchException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BLOCKED);
              assertThat(e.remedy()).contains("--allocate-node-cidrs");
            })
        .hasMessage("node a should get pod CIDR 10.244.7.0/24 but has [10.250.0.0/24]");
    assertThat(server.at(NODE).at("/spec/podCIDR").asString()).isEqualTo("10.250.0.0/24");
  }

  @Test
  void shouldBeContentWhenTheFasterOneGaveTheSamePodCidr() {
    server.lost("PATCH " + NODE, () -> podCidr("10.244.7.0/24"), 422, "{}");

    hands.perform(new AssignPodCidr("a", Cidr.parse("10.244.7.0/24")));

    assertThat(server.asked("PATCH " + NODE)).hasSize(1);
  }

  private void podCidr(String cidr) {
    ObjectNode node = (ObjectNode) server.at(NODE).deepCopy();
    node.withObject("/spec").put("podCIDR", cidr).putArray("podCIDRs").add(cidr);
    server.keep(NODE, node.toString());
  }

  @Test
  void shouldDeleteTheNodeOfThisUidOnlyAndBeContentWhenItIsGone() {
    hands.perform(new DeleteNode("a", "u-other"));
    boolean stays = !server.at(NODE).isEmpty();
    hands.perform(new DeleteNode("a", "u-1"));
    hands.perform(new DeleteNode("a", "u-1"));

    assertThat(stays).isTrue();
    assertThat(server.at(NODE).isEmpty()).isTrue();
    assertThat(server.asked("DELETE " + NODE))
        .extracting(a -> a.body().at("/preconditions/uid").asString(""))
        .containsExactly("u-other", "u-1", "u-1");
  }

  @Test
  void shouldDeleteThePodOfThisUidOnlyWithItsOwnGrace() {
    String pod = "/api/v1/namespaces/shop/pods/cart";
    server.keep(pod, "{\"metadata\":{\"name\":\"cart\",\"uid\":\"new\"}}");

    hands.perform(new DeletePod(new ObjectRef("shop", "cart"), "old", "a", "its Node is gone"));

    assertThat(server.at(pod).isEmpty()).isFalse();
    assertThat(server.asked("DELETE " + pod).getFirst().body().has("gracePeriodSeconds")).isFalse();
  }

  @Test
  void shouldKeepAControlPlaneOutOfLoadBalancersWhenKubeadmPutItOut() {
    hands.perform(new SetLabel("a", Names.EXCLUDE_FROM_LOAD_BALANCERS, ""));

    hands.perform(new Cordon("a", "m-1"));
    hands.perform(new Uncordon("a"));

    assertThat(
            server.at(NODE).path("metadata").path("labels").has(Names.EXCLUDE_FROM_LOAD_BALANCERS))
        .isTrue();
  }

  @Test
  void shouldRemoveEveryTraceAndNothingElse() {
    hands.perform(new SetLabel("a", Names.FABRIC, "flannel"));
    hands.perform(new Cordon("a", "m-1"));

    hands.perform(new RemoveTraces("a"));

    assertThat(taints()).containsExactly("theirs");
    assertThat(server.at(NODE).at("/metadata/labels").toString()).isEqualTo("{\"old\":\"1\"}");
    assertThat(server.at(NODE).path("spec").has("unschedulable")).isFalse();
  }

  private void addTaint(String key) {
    server.keep(
        NODE,
        server
            .at(NODE)
            .toString()
            .replace(
                "\"taints\":[",
                "\"taints\":[{\"key\":\"" + key + "\",\"effect\":\"NoSchedule\"},"));
  }

  private List<String> taints() {
    return server
        .at(NODE)
        .at("/spec/taints")
        .valueStream()
        .map(t -> t.path("key").asString())
        .toList();
  }

  private static String annotation(JsonNode node, String key) {
    return node.path("metadata").path("annotations").path(key).asString("");
  }
}
