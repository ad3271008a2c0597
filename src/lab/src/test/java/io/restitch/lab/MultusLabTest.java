package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster with Multus, which waits for Calico, and with KubeVirt: who needs care is named, each
 * pod network has a Multus of its own, never two on a node, and at the end there is the one that
 * there was. By a user who has the rights that the project asks for, and no more.
 */
@Tag("lab")
class MultusLabTest {
  private static final Path OBJECTS = Path.of("src/test/resources").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration GAP = Duration.ofMinutes(1);
  private static final String TRIED = "worker-12";
  private static final String MULTUS = "name=multus";
  private static final String COPY = "restitch.io/copy-of=kube-multus-ds";
  private static final Pattern UID_OF = Pattern.compile("\\{([a-z]+)}\"");

  /** All before the removal of Calico, but Flannel. */
  private static final String OTHERS =
      "BackedUp,IpamHeld,CalicoFenced,Bridged,WorkersReplaced,ControlPlaneConverted,IpamReturned";

  @Test
  void shouldNameWhatNeedsCareAndGiveEachNetworkItsMultusThereAndBack(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      addMultus(lab);
      addNetworksAndVirtualMachines(lab);
      String before = told(lab);
      List<String> pods = pods(lab, MULTUS);
      Restitch restitch = granted(lab, home).withSettings(1);

      // When
      JsonNode facts =
          JsonMapper.shared().readTree(restitch.run("inspect", "-o", "json").well().out());

      // Then
      assertThat(needCare(facts))
          .extracting(MultusLabTest::named)
          .containsExactlyInAnyOrder(
              "attachment-by-file NetworkAttachmentDefinition vms/from-disk",
              "attachment-calico NetworkAttachmentDefinition vms/edge",
              "attachment-calico NetworkAttachmentDefinition vms/tenant",
              "multus-copied DaemonSet kube-system/kube-multus-ds",
              "vm-bridged virtual machine vms/legacy",
              "vm-migrates 1 virtual machine",
              "vm-not-migratable virtual machine vms/db",
              "vm-stays-off virtual machine vms/kiosk");
      assertThat(needCare(facts))
          .filteredOn(v -> v.path("remedy").asString("").isEmpty())
          .extracting(MultusLabTest::named)
          .containsExactly("vm-migrates 1 virtual machine");
      assertThat(facts.path("verdicts").toString())
          .contains("vms/web: live-migrated", "PVC db is not shared", "vms/router-")
          .doesNotContain("vms/lan", "vms/storage");

      // When
      restitch.run("apply", "--until", "FlannelInstalled", "--yes").well();
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric=flannel");

      // Then
      Await.until(
          LIMIT,
          "the green node has the copy, and no longer the original",
          () ->
              nodes(ready(lab, COPY)).equals(Set.of(TRIED))
                  && !nodes(pods(lab, MULTUS)).contains(TRIED),
          () ->
              lab.kubectl(
                  "get", "pods", "-A", "-o", "wide", "--field-selector=spec.nodeName=" + TRIED));
      assertThat(pods(lab, MULTUS))
          .containsExactlyElementsOf(pods.stream().filter(p -> !p.endsWith(" " + TRIED)).toList());
      assertThat(config(lab, "multus-daemon-config-flannel"))
          .isEqualTo(config(lab, "multus-daemon-config").replace("10-calico", "10-flannel"));

      // When
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric-");
      restitch.run("rollback", "--yes").well();

      // Then
      assertThat(told(lab)).isEqualTo(before);
      assertThat(objects(lab)).noneMatch(o -> o.endsWith("-flannel"));
      lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/kube-multus-ds");
      assertThat(pods(lab, MULTUS)).hasSameSizeAs(pods);
      assertThat(pods(lab, MULTUS)).filteredOn(p -> !pods.contains(p)).hasSize(1);
      neverTwoOnANode(lab);
      neverLongWithout(lab);
    }
  }

  @Test
  void shouldLeaveTheOneThatThereWasWithFlannelsNamesWhenTheBridgeIsGone(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      addMultus(lab);
      String before = told(lab);
      Restitch restitch = granted(lab, home).withoutProvider(OTHERS);
      restitch.run("apply", "--until", "FlannelInstalled", "--yes").well();
      lab.kubectl("label", "nodes", "--all", "restitch.io/fabric=flannel");
      Set<String> all = new TreeSet<>(lab.nodes(""));
      Await.until(
          LIMIT,
          "every node has the copy",
          () -> nodes(ready(lab, COPY)).equals(all) && pods(lab, MULTUS).isEmpty(),
          () -> lab.kubectl("get", "pods", "-A", "-o", "wide", "-l", COPY));

      // When
      restitch.run("apply", "--until", "Unbridged", "--yes", "--confirm-removal").well();

      // Then
      assertThat(nodes(ready(lab, MULTUS))).isEqualTo(all);
      assertThat(told(lab)).isEqualTo(before.replace("10-calico", "10-flannel"));
      assertThat(objects(lab)).noneMatch(o -> o.endsWith("-flannel"));
      assertThat(lab.kubectl("get", "nodes,daemonsets", "-A", "-o", "yaml"))
          .doesNotContain("restitch.io/fabric", "restitch.io/copy-of");
      neverTwoOnANode(lab);
      neverLongWithout(lab);
    }
  }

  private static void addMultus(Lab lab) {
    lab.kubectl("apply", "-f", OBJECTS.resolve("multus/thick.yaml").toString());
    lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/kube-multus-ds");
  }

  private static void addNetworksAndVirtualMachines(Lab lab) {
    lab.kubectl("apply", "-f", OBJECTS.resolve("kubevirt/definitions.yaml").toString());
    lab.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    for (String file : List.of("multus/networks.yaml", "kubevirt/machines.yaml")) {
      lab.kubectl("apply", "-f", OBJECTS.resolve(file).toString());
    }
    lab.apply(
        UID_OF
            .matcher(read("kubevirt/instances.yaml"))
            .replaceAll(machine -> uid(lab, machine) + "\""));
    lab.kubectl("-n", "vms", "rollout", "status", "deployment/router");
  }

  private static String uid(Lab lab, MatchResult machine) {
    return lab.kubectl(
        "-n", "vms", "get", "virtualmachine", machine.group(1), "-o", "jsonpath={.metadata.uid}");
  }

  private static Restitch granted(Lab lab, Path home) {
    Access.grant(lab::kubectl, "nobody");
    return new Restitch(lab, home).as("nobody");
  }

  /** Findings about Multus and KubeVirt. */
  private static List<JsonNode> needCare(JsonNode facts) {
    return facts
        .path("verdicts")
        .valueStream()
        .filter(
            v -> v.path("code").asString("").matches("(attachment|default-network|multus|vm)-.*"))
        .toList();
  }

  private static String named(JsonNode verdict) {
    return verdict.path("code").asString("") + " " + verdict.path("subject").asString("");
  }

  /** No pod of one is bound to a node before the last one there is gone. */
  private static void neverTwoOnANode(Lab lab) {
    List<PodHistory.Pod> all = history(lab);
    assertThat(all).extracting(PodHistory.Pod::node).contains(TRIED);
    for (PodHistory.Pod pod : all) {
      assertThat(all)
          .filteredOn(p -> p.on(pod.node(), pod.bound()))
          .as("pods of Multus on " + pod.node() + " when " + pod.name() + " came")
          .containsExactly(pod);
    }
  }

  /** The scheduler alone would take five minutes to see that an original may begin. */
  private static void neverLongWithout(Lab lab) {
    List<PodHistory.Pod> all = history(lab);
    for (PodHistory.Pod gone : all) {
      if (gone.removed().isBefore(Instant.MAX)) {
        assertThat(all.stream().filter(p -> p.node().equals(gone.node())))
            .as("pods of Multus on " + gone.node() + " after " + gone.name())
            .extracting(p -> Duration.between(gone.removed(), p.bound()))
            .anyMatch(gap -> !gap.isNegative() && gap.compareTo(GAP) < 0);
      }
    }
  }

  private static List<PodHistory.Pod> history(Lab lab) {
    return new PodHistory(lab.audit())
        .all().stream()
            .filter(p -> p.name().startsWith("kube-system/kube-multus-ds-"))
            .filter(p -> !p.node().isEmpty())
            .toList();
  }

  /** What the original is told, and whether it is marked. */
  private static String told(Lab lab) {
    return config(lab, "multus-daemon-config")
        + lab.kubectl(
            "-n",
            "kube-system",
            "get",
            "daemonset",
            "kube-multus-ds",
            "-o",
            "jsonpath={.spec} {.metadata.annotations.restitch\\.io/fence-before}");
  }

  private static String config(Lab lab, String map) {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "configmap",
        map,
        "-o",
        "jsonpath={.data.daemon-config\\.json}");
  }

  private static List<String> objects(Lab lab) {
    return lab.kubectl("-n", "kube-system", "get", "daemonsets,configmaps", "-o", "name")
        .lines()
        .toList();
  }

  private static List<String> ready(Lab lab, String label) {
    return pods(
        lab,
        label,
        pod ->
            pod.at("/status/conditions")
                .valueStream()
                .anyMatch(c ->
                    c.path("type").asString("").equals("Ready")
                        && c.path("status").asString("").equals("True")));
  }

  private static List<String> pods(Lab lab, String label) {
    return pods(lab, label, pod -> true);
  }

  /** Each pod's UID and node. */
  private static List<String> pods(Lab lab, String label, Predicate<JsonNode> which) {
    String json = lab.kubectl("-n", "kube-system", "get", "pods", "-l", label, "-o", "json");
    return JsonMapper.shared()
        .readTree(json)
        .path("items")
        .valueStream()
        .filter(which)
        .map(p -> p.at("/metadata/uid").asString("") + " " + p.at("/spec/nodeName").asString(""))
        .sorted()
        .toList();
  }

  private static Set<String> nodes(List<String> pods) {
    return pods.stream()
        .map(p -> p.substring(p.indexOf(' ') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(String file) {
    try {
      return Files.readString(OBJECTS.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
