package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.net.Cidr;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The IPPool that Calico is to know of, to give no address of, and to tell nobody of. */
class SourcePoolTest {
  private static final String POOL = "/apis/crd.projectcalico.org/v1/ippools/restitch-no-snat";

  private final ApiServer server;

  SourcePoolTest() throws IOException {
    server = new ApiServer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldMakeAPoolThatGivesOutNothingAndThatBirdDoesNotExport() {
    // when
    new SourcePool(server.api()).make(Cidr.parse("10.244.0.0/16"));

    // then
    JsonNode spec = server.at(POOL).path("spec");
    assertThat(spec.path("cidr").asString()).isEqualTo("10.244.0.0/16");
    assertThat(spec.path("disabled").asBoolean()).isTrue();
    assertThat(spec.path("nodeSelector").asString()).isEqualTo("!all()");
    assertThat(spec.path("disableBGPExport").asBoolean()).isTrue();
    assertThat(spec.path("natOutgoing").asBoolean(true)).isFalse();
    assertThat(spec.path("ipipMode").asString()).isEqualTo("Never");
    assertThat(spec.path("vxlanMode").asString()).isEqualTo("Never");
  }

  @Test
  void shouldMakeItAnewWhenSomebodyExportsIt() {
    // given
    server.keep(
        POOL,
        "{\"metadata\":{\"name\":\"restitch-no-snat\"},\"spec\":{\"disableBGPExport\":false}}");

    // when
    new SourcePool(server.api()).make(Cidr.parse("10.244.0.0/16"));

    // then
    assertThat(server.at(POOL).at("/spec/disableBGPExport").asBoolean()).isTrue();
  }
}
