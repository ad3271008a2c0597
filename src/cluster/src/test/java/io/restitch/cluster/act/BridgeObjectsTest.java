package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the bridge's agents are told, and who is told at once. */
class BridgeObjectsTest {
  private static final String IN = "/api/v1/namespaces/restitch-system/";
  private static final String MAP = IN + "configmaps/restitch-bridge-map";
  private static final String PINS = IN + "configmaps/restitch-bridge-pins";
  private static final String SET =
      "/apis/apps/v1/namespaces/restitch-system/daemonsets/restitch-bridge";
  private static final BridgeMap FIRST =
      BridgeMap.none(Cidr.parse("100.127.192.0/18")).next(List.of(), nodes("a"));

  private final ApiServer server;
  private final BridgeObjects bridge;

  BridgeObjectsTest() throws IOException {
    server = new ApiServer();
    bridge = new BridgeObjects(server.api());
  }

  @BeforeEach
  void agents() {
    server.keep(
        IN + "pods",
        """
        {"items":[{"metadata":{"name":"agent-a"}},{"metadata":{"name":"agent-b"}}]}
        """);
    server.keep(IN + "pods/agent-a", "{\"metadata\":{\"name\":\"agent-a\"}}");
    server.keep(IN + "pods/agent-b", "{\"metadata\":{\"name\":\"agent-b\"}}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldTellEveryAgentOfTheNodesAtOnce() {
    // when
    bridge.tell(FIRST);

    // then
    assertThat(server.at(MAP).at("/data/nodes").asString()).isEqualTo(BridgeText.of(FIRST));
    assertThat(told("agent-a")).isEqualTo("map-1");
    assertThat(told("agent-b")).isEqualTo("map-1");
  }

  @Test
  void shouldNeverOverwriteWhatIsNewer() {
    // given
    BridgeMap second = FIRST.next(List.of(), nodes("a", "b"));
    bridge.tell(second);

    // then
    bridge.tell(second);
    assertThatThrownBy(() -> bridge.tell(FIRST))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("meanwhile");
    assertThat(server.at(MAP).at("/data/nodes").asString()).isEqualTo(BridgeText.of(second));
  }

  @Test
  void shouldRefuseAMapThatNoConfigMapHolds() {
    // given
    Map<String, Wanted> many = new TreeMap<>();
    for (int i = 0; i < 12_000; i++) {
      many.put("ip-10-20-30-40.eu-central-1.compute.internal-" + i, new Wanted("1", List.of()));
    }

    // then
    assertThatThrownBy(() -> bridge.tell(FIRST.next(List.of(), many)))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("too large for a ConfigMap");
  }

  @Test
  void shouldTellOnlyTheNodeItselfOfAPinThatNobodyElseWaitsFor() {
    // when
    bridge.pin("a", Who.ITSELF);

    // then
    assertThat(server.at(PINS).at("/data/pins").asString())
        .isEqualTo("generation 1\npin a itself 1\nend 1\n");
    assertThat(server.asked("GET " + IN + "pods"))
        .singleElement()
        .satisfies(r -> assertThat(r.query()).contains("spec.nodeName=a"));
  }

  @Test
  void shouldKeepBothOfTwoPinsThatWereTheFirstAtOnce() {
    // given: another writer comes between our look and our word
    server.before("POST " + IN + "configmaps", () -> bridge.pin("b", Who.EVERYONE));

    // when
    assertThatThrownBy(() -> bridge.pin("a", Who.EVERYONE))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

    // then: nobody was told of a pin that is not there
    assertThat(server.at(PINS).at("/data/pins").asString())
        .isEqualTo("generation 1\npin b everyone 1\nend 1\n");

    // when: it is tried again
    bridge.pin("a", Who.EVERYONE);

    // then
    assertThat(server.at(PINS).at("/data/pins").asString())
        .isEqualTo("generation 2\npin a everyone 2\npin b everyone 1\nend 2\n");
  }

  @Test
  void shouldLetNobodyWriteAFirstMapOverAnother() {
    // given
    BridgeMap other = BridgeMap.none(Cidr.parse("100.127.192.0/18")).next(List.of(), nodes("b"));
    server.before("POST " + IN + "configmaps", () -> bridge.tell(other));

    // then
    assertThatThrownBy(() -> bridge.tell(FIRST)).isInstanceOf(RestitchException.class);
    assertThat(server.at(MAP).at("/data/nodes").asString()).isEqualTo(BridgeText.of(other));
  }

  @Test
  void shouldPinAndUnpinTwiceAsOnce() {
    // when
    bridge.pin("a", Who.EVERYONE);
    bridge.pin("a", Who.EVERYONE);
    bridge.pin("b", Who.ITSELF);
    bridge.unpin("a");
    bridge.unpin("a");

    // then
    assertThat(server.at(PINS).at("/data/pins").asString())
        .isEqualTo("generation 3\npin b itself 2\nend 3\n");
  }

  @Test
  void shouldInstallItsDaemonSetLastAndRemoveAllOfIt() {
    // when
    bridge.install(new BridgeSpec("registry.local/flannel:1", Cidr.parse("10.244.0.0/16")));
    bridge.tell(FIRST);

    // then
    assertThat(server.at(SET).at("/spec/template/spec/hostNetwork").asBoolean()).isTrue();
    assertThat(
            server
                .at(IN + "configmaps/restitch-bridge-agent")
                .at("/data")
                .path("agent.sh")
                .asString())
        .startsWith("#!/bin/sh\n");

    // when
    bridge.remove();
    bridge.remove();

    // then
    assertThat(server.at(SET)).isEmpty();
    assertThat(server.at(MAP)).isEmpty();
    assertThat(server.at(IN + "configmaps/restitch-bridge-agent")).isEmpty();
  }

  private String told(String pod) {
    return server
        .at(IN + "pods/" + pod)
        .at("/metadata/annotations")
        .path("restitch.io/told")
        .asString("");
  }

  private static Map<String, Wanted> nodes(String... names) {
    Map<String, Wanted> nodes = new TreeMap<>();
    for (String name : names) {
      nodes.put(name, new Wanted("10.0.0." + (int) name.charAt(0), List.of()));
    }
    return nodes;
  }
}
