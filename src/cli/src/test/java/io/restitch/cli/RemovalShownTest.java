package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the point of no return takes is shown before, and whoever wants a copy of it gets one. */
class RemovalShownTest extends InputBench {
  private static final String AGENT = "DaemonSet/kube-system/calico-node";
  private static final String NAMESPACE = "Namespace/calico-system";

  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String POOLS =
      """
      {"kind":"CustomResourceDefinition","metadata":{"name":"ippools.crd.projectcalico.org"},
       "spec":{"group":"crd.projectcalico.org","names":{"kind":"IPPool","plural":"ippools"},
               "versions":[{"name":"v1","served":true,"storage":true}]}}
      """;

  @BeforeEach
  void install() {
    keep("/apis/apps/v1/namespaces/kube-system/daemonsets/", "DaemonSet", "calico-node");
    keep("/api/v1/namespaces/", "Namespace", "calico-system");
  }

  @Test
  void shouldListInItsOrderWhatGoesAndWhatOfItIsNotCopied() {
    // when
    int status = run("removal");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out.lines().skip(1))
        .satisfiesExactly(
            agent -> assertThat(agent).matches(AGENT + " +goes +-"),
            namespace -> assertThat(namespace).contains(NAMESPACE, "not copied: Secrets"));
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldSayTheSameToScripts() {
    // when
    run("removal", "-o", "json");

    // then
    JsonNode removal = JsonMapper.shared().readTree(cli.out);
    assertThat(removal.path("goes").valueStream().map(JsonNode::asString))
        .containsExactly(AGENT, NAMESPACE);
    assertThat(removal.at("/notCopied/0/object").asString()).isEqualTo(NAMESPACE);
    assertThat(removal.path("stays")).isEmpty();
  }

  @Test
  void shouldWriteACopyThatOnlyItsOwnerReads() throws IOException {
    // given
    Path file = Files.writeString(directory.resolve("calico.yaml"), "an older one");

    // when
    int status = run("removal", "--copy", "calico.yaml");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(Files.readString(file))
        .contains("# Not copied of " + NAMESPACE, "\"calico-node\"")
        .doesNotContain("older");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldLeaveTheOlderCopyWhenAnObjectCannotBeRead() throws IOException {
    // given
    Path file = Files.writeString(directory.resolve("calico.yaml"), "an older one");
    cluster.objects.put(DEFINITIONS, "{\"items\":[" + POOLS + "]}");
    cluster.objects.put(DEFINITIONS + "/ippools.crd.projectcalico.org", POOLS);
    cluster.forbidden.add("list ippools");

    // when
    int status = run("removal", "--copy", "calico.yaml");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err).contains("cannot list ippools");
    assertThat(Files.readString(file)).isEqualTo("an older one");
    assertThat(directory.resolve("calico.yaml.part")).doesNotExist();
  }

  private void keep(String path, String kind, String name) {
    cluster.objects.put(
        path + name,
        "{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(kind, name));
  }
}
