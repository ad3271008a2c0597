package io.restitch.cluster.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.cluster.testing.Likeness;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ObjectsExportTest {
  private static final String POOLS = "/apis/crd.projectcalico.org/v1/ippools";
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/ippools.crd.projectcalico.org";
  private static final String CALICO_NODE =
      "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-node";

  @SuppressWarnings("NullAway.Init")
  private ApiServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new ApiServer();
    new Likeness(server);
    server.keep(
        DEFINITION,
        """
        {"kind": "CustomResourceDefinition", "metadata": {"name": "ippools.crd.projectcalico.org"},
         "spec": {"group": "crd.projectcalico.org", "names": {"kind": "IPPool", "plural": "ippools"},
                  "versions": [{"name": "v1", "served": true, "storage": true}]}}
        """);
    server.keep(POOLS, list(pool("default"), ""));
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void shouldWriteCalicosObjectsSoThatTheyCanBeCreatedAgain() throws IOException {
    // given
    server.keep(CALICO_NODE, named("DaemonSet", "calico-node"));

    // when
    List<JsonNode> documents = export();

    // then
    assertThat(documents)
        .extracting(d -> d.path("kind").asString() + " " + d.at("/metadata/name").asString())
        .containsExactly(
            "CustomResourceDefinition ippools.crd.projectcalico.org",
            "IPPool default",
            "DaemonSet calico-node");
    assertThat(documents.get(1).path("apiVersion").asString())
        .isEqualTo("crd.projectcalico.org/v1");
    assertThat(documents.get(1).at("/spec/cidr").asString()).isEqualTo("192.168.0.0/16");
    assertThat(documents)
        .allSatisfy(d ->
            assertThat(d.path("metadata").propertyNames())
                .doesNotContain("managedFields", "resourceVersion", "uid"));
  }

  @Test
  void shouldReadLargeKindsPageByPage() throws IOException {
    // given
    server.answer("GET " + POOLS, 200, list(pool("first"), "next=page"));
    server.answer("GET " + POOLS, 200, list(pool("second"), ""));

    // when
    List<JsonNode> documents = export();

    // then
    assertThat(documents)
        .extracting(d -> d.at("/metadata/name").asString())
        .endsWith("first", "second");
    assertThat(server.asked("GET " + POOLS))
        .extracting(ApiServer.Asked::query)
        .containsExactly("limit=500", "limit=500&continue=next=page");
  }

  @Test
  void shouldGoOnWithTheNewTokenWhenPagesHaveExpired() throws IOException {
    // given
    server.answer("GET " + POOLS, 200, list(pool("first"), "old"));
    server.answer("GET " + POOLS, 410, "{\"metadata\": {\"continue\": \"new\"}}");
    server.answer("GET " + POOLS, 200, list(pool("second"), ""));

    // when
    List<JsonNode> documents = export();

    // then
    assertThat(documents)
        .extracting(d -> d.at("/metadata/name").asString())
        .endsWith("first", "second");
    assertThat(server.asked("GET " + POOLS).getLast().query()).isEqualTo("limit=500&continue=new");
  }

  @Test
  void shouldSayThatObjectsAreMissingWhenNoVersionOfThemIsServed() throws IOException {
    // given
    server.keep(
        DEFINITION,
        server.at(DEFINITION).toString().replace("\"served\":true", "\"served\":false"));

    // when
    String copy = text();

    // then
    assertThat(copy).contains("# its objects are not here: no version of them is served");
    assertThat(server.asked()).doesNotContain("GET " + POOLS);
  }

  @Test
  void shouldSayThatObjectsAreMissingWhenAnApiServerThatIsGoneHidesThem() throws IOException {
    // given: definitions of Calico's, in a group that its dead API server has for itself
    new Likeness(server).keep(List.of("v3-crds", "v3-objects"));
    server.keep(
        "/apis/apiregistration.k8s.io/v1/apiservices/v3.projectcalico.org",
        """
        {"spec": {"service": {"name": "calico-api"}},
         "status": {"conditions": [{"type": "Available", "status": "False"}]}}
        """);

    // when
    String copy = text();

    // then
    assertThat(copy).contains("# its objects are not here: v3.projectcalico.org is unavailable");
    assertThat(server.asked()).noneMatch(a -> a.startsWith("GET /apis/projectcalico.org/v3/"));
  }

  @Test
  void shouldKeepNodesThatAreDeletedAtTheMoment() throws IOException {
    // given
    server.keep(
        "/api/v1/namespaces/restitch-system/configmaps",
        list("{\"metadata\": {\"name\": \"saved-node-m1\"}, \"data\": {\"uid\": \"u\"}}", ""));

    // when
    JsonNode last = export().getLast();

    // then
    assertThat(last.path("kind").asString()).isEqualTo("ConfigMap");
    assertThat(last.at("/data/uid").asString()).isEqualTo("u");
  }

  @Test
  void shouldAskForNoSecret() throws IOException {
    // when
    export();

    // then
    assertThat(server.asked()).noneMatch(a -> a.contains("/secrets"));
  }

  @Test
  void shouldFailWhenSomethingCannotBeRead() {
    // given
    server.answer("GET " + POOLS, 403, "{\"message\": \"no\"}");

    // when
    ObjectsExport export = new ObjectsExport(server.api());

    // then
    assertThatThrownBy(() -> export.writeTo(new ByteArrayOutputStream()))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  private List<JsonNode> export() throws IOException {
    return Likeness.documents(text());
  }

  private String text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ObjectsExport(server.api()).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String pool(String name) {
    return "{\"metadata\": {\"name\": \""
        + name
        + "\", \"uid\": \"u\", \"resourceVersion\": \"7\", \"managedFields\": [{}]},"
        + " \"spec\": {\"cidr\": \"192.168.0.0/16\"}}";
  }

  private static String list(String item, String next) {
    return "{\"items\": [" + item + "], \"metadata\": {\"continue\": \"" + next + "\"}}";
  }

  private static String named(String kind, String name) {
    return "{\"kind\": \"" + kind + "\", \"metadata\": {\"name\": \"" + name + "\"}}";
  }
}
