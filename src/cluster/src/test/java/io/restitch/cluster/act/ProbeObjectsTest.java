package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.net.Cidr;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes come with what they are told, and go with it. */
class ProbeObjectsTest {
  private static final String TOLD = "/api/v1/namespaces/restitch-system/configmaps/restitch-probe";
  private static final String SET =
      "/apis/apps/v1/namespaces/restitch-system/daemonsets/restitch-probe";

  private final ApiServer server;
  private final ProbeObjects probes;

  ProbeObjectsTest() throws IOException {
    server = new ApiServer();
    probes = new ProbeObjects(server.api());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldStartAnewThoseThatAreToldSomethingElse() {
    // given
    ProbeSpec first = spec(Map.of("a", "10.0.0.1"));
    ProbeSpec second = spec(Map.of("a", "10.0.0.1", "b", "10.0.0.2"));
    String template = "/spec/template/metadata/annotations/restitch.io~1installed-as";

    // when
    probes.install(first);
    String before = server.at(SET).at(template).asString();
    probes.install(second);

    // then: a template that changes makes pods that start anew
    assertThat(before).isEqualTo(first.text());
    assertThat(server.at(SET).at(template).asString()).isEqualTo(second.text());
    assertThat(server.at(TOLD).at("/data/nodes").asString()).isEqualTo(ProbeText.of(second.map()));
  }

  @Test
  void shouldRemoveAllOfItAndMissNothingThatIsGone() {
    // given
    probes.install(spec(Map.of("a", "10.0.0.1")));

    // when
    probes.remove();
    probes.remove();

    // then
    assertThat(server.asked("DELETE " + SET)).hasSize(2);
    assertThat(server.asked("DELETE " + TOLD)).hasSize(2);
  }

  @Test
  void shouldRefuseNodesThatNoConfigMapHolds() {
    // given
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 9_000; i++) {
      many.put("ip-10-20-30-40.eu-central-1.compute.internal-" + i, "10.20.30.40");
    }

    // then
    assertThatThrownBy(() -> probes.install(spec(many)))
        .isInstanceOf(RestitchException.class)
        .hasMessageContaining("9000 nodes is too large");
  }

  private static ProbeSpec spec(Map<String, String> nodes) {
    return new ProbeSpec("flannel", ProbeMap.of(Cidr.parse("100.127.192.0/18"), nodes, 1));
  }
}
