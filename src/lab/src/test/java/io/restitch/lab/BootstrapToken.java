package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A token that restitch made for a machine to join with, as the cluster's controllers keep it. */
record BootstrapToken(Lab lab, String id) {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String SECRET = "bootstrap-token-";

  /** Publishes where the cluster is, as {@code kubeadm init} does: tokens sign it. */
  static void publishCluster(Lab lab) {
    ObjectNode config =
        (ObjectNode)
            JsonMapper.shared().readTree(lab.kubectl("config", "view", "--raw", "-o", "json"));
    config.remove(List.of("users", "contexts", "current-context"));
    lab.kubectl(
        "-n",
        "kube-public",
        "create",
        "configmap",
        "cluster-info",
        "--from-literal=kubeconfig=" + config);
  }

  /** Those that are there. */
  static List<BootstrapToken> all(Lab lab) {
    return lab.kubectl(
            "-n", "kube-system", "get", "secrets", "-l", "restitch.io/join-token", "-o", "name")
        .lines()
        .map(l -> new BootstrapToken(lab, l.replace("secret/" + SECRET, "")))
        .toList();
  }

  /** A machine can join with it; then its time is over, and none can: its controllers saw to it. */
  void expires() {
    Await.until(LIMIT, "it is published", this::published, this::clusterInfo);
    String token = "--token=" + id + "." + secret();
    assertThat(lab.kubectl(token, "auth", "whoami")).contains("system:bootstrap:" + id);
    lab.kubectl(
        "-n",
        "kube-system",
        "patch",
        "secret",
        SECRET + id,
        "-p",
        "{\"stringData\":{\"expiration\":\"2020-01-01T00:00:00Z\"}}");
    Await.until(LIMIT, "it is not published", () -> !published(), this::clusterInfo);
    // The API server remembers for ten seconds whom it knew by a token.
    Await.until(
        LIMIT,
        "it is refused",
        () -> lab.tryKubectl(token, "auth", "whoami").status() != 0,
        this::clusterInfo);
  }

  /** Whether the cluster's own cleaner deleted it. */
  boolean cleaned() {
    return lab.audit().lines().stream()
        .filter(l -> l.ok() && l.is("delete", "secrets", ""))
        .filter(l -> l.object().equals("kube-system/" + SECRET + id))
        .anyMatch(l -> l.user().endsWith(":token-cleaner"));
  }

  private boolean published() {
    return clusterInfo().contains("jws-kubeconfig-" + id);
  }

  private String clusterInfo() {
    return lab.kubectl("-n", "kube-public", "get", "configmap", "cluster-info", "-o", "json");
  }

  private String secret() {
    String path = "jsonpath={.data.token-secret}";
    String encoded = lab.kubectl("-n", "kube-system", "get", "secret", SECRET + id, "-o", path);
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
  }
}
