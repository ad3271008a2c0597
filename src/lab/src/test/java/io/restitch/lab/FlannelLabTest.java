package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Green nodes get Flannel and a kube-proxy of their own, blue ones keep theirs, and a rollback
 * leaves nothing of it.
 */
@Tag("lab")
class FlannelLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TRIED = "worker-12";

  @Test
  void shouldServeGreenNodesOnlyAndLeaveNothingBehind(@TempDir Path home) {
    // Given
    try (Lab lab = Lab.withSample()) {
      String before = kubeProxy(lab);
      List<String> proxies = pods(lab, "kube-system", "k8s-app=kube-proxy");
      Restitch restitch = new Restitch(lab, home).withSettings(1);

      // When
      restitch.run("apply", "--until", "FlannelInstalled", "--yes").well();

      // Then: nothing has changed on blue
      assertThat(pods(lab, "kube-flannel", "app=flannel")).isEmpty();
      assertThat(pods(lab, "kube-system", "k8s-app=kube-proxy")).isEqualTo(proxies);

      // When
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric=flannel");

      // Then
      Await.until(
          LIMIT,
          "the green node has Flannel and the second kube-proxy, and no longer the first",
          () ->
              on(pods(lab, "kube-flannel", "app=flannel")).equals(List.of(TRIED))
                  && on(pods(lab, "kube-system", "k8s-app=kube-proxy-flannel"))
                      .equals(List.of(TRIED))
                  && !on(pods(lab, "kube-system", "k8s-app=kube-proxy")).contains(TRIED),
          () ->
              lab.kubectl(
                  "get", "pods", "-A", "-o", "wide", "--field-selector=spec.nodeName=" + TRIED));
      assertThat(pods(lab, "kube-system", "k8s-app=kube-proxy")).allMatch(proxies::contains);
      assertThat(
              lab.kubectl(
                  "-n", "kube-system", "get", "configmap", "kube-proxy-flannel", "-o", "yaml"))
          .contains("10.244.0.0/16");

      // When
      lab.kubectl("label", "node", TRIED, "restitch.io/fabric-");
      restitch.run("rollback", "--yes").well();

      // Then
      assertThat(kubeProxy(lab)).isEqualTo(before);
      assertThat(lab.kubectl("get", "namespaces", "-o", "name")).doesNotContain("kube-flannel");
      assertThat(lab.kubectl("get", "clusterroles,clusterrolebindings", "-o", "name"))
          .doesNotContain("flannel");
      assertThat(lab.kubectl("-n", "kube-system", "get", "daemonsets,configmaps", "-o", "name"))
          .doesNotContain("kube-proxy-flannel");
      lab.kubectl("-n", "kube-system", "rollout", "status", "daemonset/kube-proxy");
      assertThat(without(pods(lab, "kube-system", "k8s-app=kube-proxy")))
          .isEqualTo(without(proxies));
    }
  }

  @Test
  void shouldEnforcePoliciesBesideFlannelUnderTheRolesRights(@TempDir Path home)
      throws IOException {
    // Given
    try (Lab lab = Lab.withSample()) {
      Restitch restitch = new Restitch(lab, home).as("nobody").withSettings(1);
      Files.writeString(
          home.resolve("restitch.yaml"),
          "  network: {flannelNetpol: true}\n",
          StandardOpenOption.APPEND);
      Access.grant(lab::kubectl, "nobody", home);

      // When
      restitch.run("apply", "--until", "FlannelInstalled", "--yes").well();

      // Then
      assertThat(
              lab.kubectl(
                  "-n",
                  "kube-flannel",
                  "get",
                  "daemonset",
                  "kube-flannel-ds",
                  "-o",
                  "jsonpath={.spec.template.spec.containers[*].name}"))
          .isEqualTo("kube-flannel kube-network-policies");
      assertThat(flannelsRights(lab)).contains("networkpolicies.networking.k8s.io");

      // When
      restitch.run("rollback", "--yes").well();

      // Then
      assertThat(lab.kubectl("-n", "kube-flannel", "get", "daemonsets,configmaps", "-o", "name"))
          .doesNotContain("flannel");
      assertThat(flannelsRights(lab)).doesNotContain("networkpolicies.networking.k8s.io");
    }
  }

  private static String flannelsRights(Lab lab) {
    return lab.kubectl(
        "auth", "can-i", "--list", "--as=system:serviceaccount:kube-flannel:flannel");
  }

  private static List<String> on(List<String> pods) {
    return pods.stream().map(p -> p.substring(p.indexOf(' ') + 1)).toList();
  }

  private static List<String> without(List<String> pods) {
    return pods.stream().filter(p -> !p.endsWith(" " + TRIED)).toList();
  }

  /** Each pod's UID and node. */
  private static List<String> pods(Lab lab, String namespace, String label) {
    return lab.kubectl(
            "-n",
            namespace,
            "get",
            "pods",
            "-l",
            label,
            "-o",
            "jsonpath={range .items[*]}{.metadata.uid} {.spec.nodeName}{\"\\n\"}{end}")
        .lines()
        .sorted()
        .toList();
  }

  private static String kubeProxy(Lab lab) {
    return lab.kubectl(
        "-n",
        "kube-system",
        "get",
        "daemonset",
        "kube-proxy",
        "-o",
        "jsonpath={.spec} {.metadata.annotations.restitch\\.io/fence-before}");
  }
}
