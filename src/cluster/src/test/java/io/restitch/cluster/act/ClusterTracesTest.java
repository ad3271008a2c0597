package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.testing.ApiServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What restitch keeps in a cluster is listed, and goes; notes of others stay. */
class ClusterTracesTest {
  private static final String NODE = "/api/v1/nodes/cp-1";
  private static final String NOTED = "/api/v1/namespaces/kube-system/configmaps/kube-proxy";
  private static final String NAMESPACE = "/api/v1/namespaces/restitch-system";
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/migrations.restitch.io";

  @SuppressWarnings("NullAway.Init")
  private ApiServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new ApiServer();
    server.keep(
        "/api/v1/nodes",
        """
        {"items": [
          {"metadata": {"name": "cp-1", "labels": {"zone": "a"},
                        "annotations": {"restitch.io/first-pod-cidr": "x", "other": "y"}}},
          {"metadata": {"name": "worker-1", "labels": {"zone": "b"}}}]}
        """);
    server.keep(NODE, "{\"metadata\": {\"name\": \"cp-1\"}}");
    server.keep(
        NOTED,
        """
        {"metadata": {"name": "kube-proxy", "namespace": "kube-system",
                      "annotations": {"restitch.io/pod-range-before": "192.168.0.0/16"}}}
        """);
    server.keep(NAMESPACE, "{\"metadata\": {\"name\": \"restitch-system\"}}");
    server.keep(DEFINITION, "{\"metadata\": {\"name\": \"migrations.restitch.io\"}}");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void shouldListWhatThereIs() {
    assertThat(traces().list())
        .containsExactly(
            "notes on node cp-1",
            "notes on ConfigMap kube-system/kube-proxy",
            "namespace restitch-system, with the record and its plan",
            "definition migrations.restitch.io");
  }

  @Test
  void shouldListWhatWasInstalledOnTheWayAndNothingThatStays() {
    server.keep(
        "/apis/apps/v1/daemonsets",
        """
        {"items": [
          {"metadata": {"name": "kube-proxy-flannel", "namespace": "kube-system",
                        "labels": {"restitch.io/part": "flannel"}}}]}
        """);
    server.keep(
        "/api/v1/configmaps",
        """
        {"items": [
          {"metadata": {"name": "restitch-bridge-map", "namespace": "restitch-system",
                        "labels": {"restitch.io/part": "bridge"}}},
          {"metadata": {"name": "plan-0", "namespace": "restitch-system"}}]}
        """);

    assertThat(traces().installed())
        .containsExactly(
            "ConfigMap/restitch-system/restitch-bridge-map",
            "DaemonSet/kube-system/kube-proxy-flannel");
    assertThat(server.asked("GET /api/v1/configmaps").getFirst().query())
        .isEqualTo("labelSelector=restitch.io/part in (bridge,probe,flannel)");
  }

  @Test
  void shouldTakeItsOwnNotesOffAndTheRecordLast() {
    traces().remove();

    JsonNode patch = server.asked("PATCH " + NODE).getFirst().body();
    assertThat(patch.at("/metadata/annotations").propertyNames())
        .containsExactly("restitch.io/first-pod-cidr");
    assertThat(patch.at("/metadata/labels")).isEmpty();
    assertThat(server.asked().stream().filter(a -> !a.startsWith("GET ")))
        .containsExactly(
            "PATCH " + NODE, "PATCH " + NOTED, "DELETE " + NAMESPACE, "DELETE " + DEFINITION);
  }

  private ClusterTraces traces() {
    return new ClusterTraces(server.api(), Duration.ofMillis(1), Duration.ofMillis(200));
  }
}
