package io.restitch.cluster.fact;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What identifies the cluster: kube-system's UID, the version, and the ranges that kubeadm wrote
 * down, or else the ServiceCIDR objects, or else the range of one that the Service {@code
 * kubernetes} shows.
 */
public final class ClusterFacts {
  private ClusterFacts() {}

  /** Reads it. */
  public static ClusterFact read(Api api) {
    String id =
        api.require(Call.get("/api/v1/namespaces/kube-system", "namespace kube-system"))
            .json()
            .at("/metadata/uid")
            .asString("");
    String version =
        api.require(Call.get("/version", "version")).json().path("gitVersion").asString("");
    String kubeadm = kubeadm(api);
    List<Cidr> services = ranges(entry(kubeadm, "serviceSubnet"));
    return new ClusterFact(
        id,
        version,
        ranges(entry(kubeadm, "podSubnet")).stream().findFirst().orElse(null),
        services.isEmpty() ? serviceRanges(api) : services);
  }

  private static String kubeadm(Api api) {
    return found(api, "/api/v1/namespaces/kube-system/configmaps/kubeadm-config", "kubeadm-config")
        .map(tree -> tree.path("data").path("ClusterConfiguration").asString(""))
        .orElse("");
  }

  private static List<Cidr> serviceRanges(Api api) {
    List<Cidr> ranges = new ArrayList<>();
    found(api, "/apis/networking.k8s.io/v1/servicecidrs", "ServiceCIDRs")
        .ifPresent(tree -> {
          for (JsonNode item : tree.path("items")) {
            for (JsonNode cidr : item.path("spec").path("cidrs")) {
              ranges.add(Cidr.parse(cidr.asString("")));
            }
          }
        });
    if (ranges.isEmpty()) {
      found(api, "/api/v1/namespaces/default/services/kubernetes", "Service kubernetes")
          .map(tree -> tree.path("spec").path("clusterIP").asString(""))
          .filter(ip -> !ip.isEmpty())
          .ifPresent(ip -> ranges.add(Cidr.parse(ip)));
    }
    return ranges;
  }

  /** What is there; a refusal is not an absence, or an overlap would go unseen. */
  private static Optional<JsonNode> found(Api api, String path, String subject) {
    return api.ifThere(Call.get(path, subject)).map(Answer::json);
  }

  /** The value of {@code name:} in kubeadm's YAML, wherever it is nested. */
  public static @Nullable String entry(String yaml, String name) {
    return yaml.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip().replaceAll("[\"']", ""))
        .findFirst()
        .orElse(null);
  }

  static List<Cidr> ranges(@Nullable String list) {
    List<Cidr> ranges = new ArrayList<>();
    for (String one : (list == null ? "" : list).split(",", -1)) {
      if (!one.isBlank()) {
        ranges.add(Cidr.parse(one));
      }
    }
    return ranges;
  }
}
