package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.api.Json;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.action.ClusterAction.PostNode;
import io.restitch.core.action.ClusterAction.SetLabel;
import io.restitch.core.fact.SavedNode;
import io.restitch.core.net.Cidr;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Between delete and post a Node is kept in the cluster, whole and as it was last. */
class SavedNodesTest {
  private static final String NODE = "/api/v1/nodes/a";

  private final ApiServer server;
  private final Hands hands;

  SavedNodesTest() throws IOException {
    server = new ApiServer();
    server.keep(
        NODE,
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"name":"a","uid":"u-1","labels":{"old":"1"},"annotations":{}},
         "spec":{},
         "status":{}}
        """);
    hands = new Hands(server.api(), Optional::empty, InstantSource.system());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldSaveANodeAgainThatWasChangedSinceItWasSaved() {
    new SavedNodes(server.api()).save("a", "u-1");
    hands.perform(new SetLabel("a", "team", "shop"));
    server.before(
        "DELETE " + NODE,
        () -> server.keep(NODE, server.at(NODE).toString().replace("\"shop\"", "\"cart\"")));

    hands.perform(new DeleteNode("a", "u-1"));
    hands.perform(new PostNode("a", null, null));

    assertThat(server.asked("DELETE " + NODE)).hasSize(2);
    assertThat(server.at(NODE).at("/metadata/labels/team").asString()).isEqualTo("cart");
  }

  @Test
  void shouldSaveANodeOnceThatWasNotChanged() {
    new SavedNodes(server.api()).save("a", "u-1");

    hands.perform(new DeleteNode("a", "u-1"));

    assertThat(server.at(NODE).isEmpty()).isTrue();
    assertThat(server.asked("PATCH /api/v1/namespaces/restitch-system/configmaps/saved-node-a"))
        .hasSize(1);
  }

  @Test
  void shouldPostASavedNodeOnceCordonedWithItsNewRangeAndNetwork() {
    new SavedNodes(server.api()).save("a", "u-1");
    hands.perform(new DeleteNode("a", "u-1"));
    PostNode post = new PostNode("a", Cidr.parse("10.244.9.0/24"), Names.FABRIC_FLANNEL);

    hands.perform(post);
    JsonNode posted = server.at(NODE);
    hands.perform(post);

    assertThat(server.at(NODE).at("/metadata/uid")).isEqualTo(posted.at("/metadata/uid"));
    assertThat(posted.at("/spec/podCIDR").asString()).isEqualTo("10.244.9.0/24");
    assertThat(posted.at("/spec/unschedulable").asBoolean()).isTrue();
    assertThat(posted.path("metadata").path("labels").path(Names.FABRIC).asString())
        .isEqualTo("flannel");
    assertThat(posted.at("/metadata/labels/old").asString()).isEqualTo("1");
  }

  @Test
  void shouldSaveOfANodeOnlyWhatNobodyWritesAgain() {
    server.keep(
        NODE,
        """
        {"metadata":{"name":"a","uid":"u-1","labels":{"zone":"z"},"finalizers":["theirs/f"],
           "annotations":{"kubeadm.alpha.kubernetes.io/cri-socket":"s",
             "projectcalico.org/IPv4Address":"10.0.0.1/24",
             "flannel.alpha.coreos.com/public-ip":"10.0.0.1"}},
         "spec":{"providerID":"cloud://a","podCIDR":"192.168.1.0/24",
           "taints":[{"key":"node.kubernetes.io/not-ready","effect":"NoExecute"},
             {"key":"node.kubernetes.io/disk-pressure","effect":"NoSchedule"},
             {"key":"node.kubernetes.io/out-of-service","effect":"NoExecute"},
             {"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]},
         "status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],
           "capacity":{"cpu":"4","pods":"110"},"allocatable":{"cpu":"4","pods":"110"},
           "conditions":[{"type":"Ready","status":"True"}]}}
        """);

    new SavedNodes(server.api()).save("a", "u-1");
    String map = "/api/v1/namespaces/restitch-system/configmaps/saved-node-a";
    JsonNode saved = Json.tree(server.at(map).at("/data/node").asString());

    assertThat(saved.at("/metadata/annotations").propertyNames())
        .containsExactly("kubeadm.alpha.kubernetes.io/cri-socket");
    assertThat(saved.at("/metadata/finalizers/0").asString()).isEqualTo("theirs/f");
    assertThat(saved.at("/spec/providerID").asString()).isEqualTo("cloud://a");
    assertThat(saved.at("/spec").has("podCIDR")).isFalse();
    assertThat(saved.at("/spec/taints").findValuesAsString("key"))
        .containsExactly(
            "node.kubernetes.io/out-of-service", "node-role.kubernetes.io/control-plane");
    assertThat(saved.at("/status").propertyNames())
        .containsExactly("addresses", "capacity", "allocatable");
  }

  @Test
  void shouldPostANodeWithoutRangeWhenItHadNoneBeforeTheFirstTime() {
    SavedNodes saved = new SavedNodes(server.api());
    saved.save("a", "u-1");
    hands.perform(new DeleteNode("a", "u-1"));
    hands.perform(new PostNode("a", Cidr.parse("10.244.9.0/24"), Names.FABRIC_FLANNEL));
    String uid = server.at(NODE).at("/metadata/uid").asString();

    SavedNode again = saved.save("a", uid);

    assertThat(server.at(NODE).at("/spec/podCIDR").asString()).isEqualTo("10.244.9.0/24");
    assertThat(again.firstPodCidr()).isNull();
  }

  @Test
  void shouldRememberTheFirstRangeWhenItIsSavedASecondTime() {
    hands.perform(new AssignPodCidr("a", Cidr.parse("192.168.1.0/24")));
    SavedNodes saved = new SavedNodes(server.api());
    saved.save("a", "u-1");
    hands.perform(new DeleteNode("a", "u-1"));
    hands.perform(new PostNode("a", Cidr.parse("10.244.9.0/24"), Names.FABRIC_FLANNEL));

    SavedNode again = saved.save("a", server.at(NODE).at("/metadata/uid").asString());

    assertThat(again.firstPodCidr()).isEqualTo(Cidr.parse("192.168.1.0/24"));
  }
}
