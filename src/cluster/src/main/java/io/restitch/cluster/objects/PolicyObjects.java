package io.restitch.cluster.objects;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.fact.PolicyEnforcers;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Lists policies, by their metadata alone:
 *
 * <ol>
 *   <li>Kubernetes' own kinds, and those of the network policy API where it is installed;
 *   <li>Calico's, in the group that it keeps them in;
 *   <li>DaemonSets that enforce policies, and Calico's version.
 * </ol>
 *
 * <p>What Calico's operator owns protects Calico itself and goes with it: it is left out.
 */
public final class PolicyObjects {
  /** API group of policies for a whole cluster. */
  public static final String POLICY_API = "policy.networking.k8s.io";

  /** Its kinds that are listed, by their plural. */
  public static final List<String> POLICY_API_KINDS =
      List.of("adminnetworkpolicies", "baselineadminnetworkpolicies", "clusternetworkpolicies");

  private static final SortedMap<PolicyKind, String> KUBERNETES =
      new TreeMap<>(
          Map.of(
              PolicyKind.NETWORK_POLICY, "/apis/networking.k8s.io/v1/networkpolicies",
              PolicyKind.ADMIN_NETWORK_POLICY,
                  "/apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies",
              PolicyKind.BASELINE_ADMIN_NETWORK_POLICY,
                  "/apis/policy.networking.k8s.io/v1alpha1/baselineadminnetworkpolicies",
              PolicyKind.CLUSTER_NETWORK_POLICY,
                  "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies"));

  /** Tiers that Calico makes by itself (libcalico-go/lib/names/policy.go, of 3.29 to 3.32). */
  private static final Set<String> OWN_TIERS =
      Set.of(
          "default",
          "adminnetworkpolicy",
          "baselineadminnetworkpolicy",
          "kube-admin",
          "kube-baseline");

  /** What kube-controllers labels HostEndpoints with that it makes for every node. */
  private static final String CREATED_BY = "projectcalico.org/created-by";

  /** Kinds of Calico's that are listed, by their plural. */
  public static final List<String> CALICO =
      List.of(
          "networkpolicies",
          "globalnetworkpolicies",
          "hostendpoints",
          "stagednetworkpolicies",
          "stagedglobalnetworkpolicies",
          "stagedkubernetesnetworkpolicies",
          "tiers",
          "networksets",
          "globalnetworksets");

  /** Where Calico's agents write their version. */
  public static final String VERSION = "clusterinformations";

  private final Api api;

  public PolicyObjects(Api api) {
    this.api = api;
  }

  /**
   * Looks.
   *
   * @throws io.restitch.core.problem.RestitchException if a kind that is served cannot be listed
   */
  public PoliciesFact look() {
    SortedMap<PolicyKind, SortedSet<String>> objects = new TreeMap<>();
    KUBERNETES.forEach((kind, path) -> list(path, kind.word()).forEach(o -> add(objects, kind, o)));
    String version = "";
    String group = "";
    for (Resource resource : CalicoGroups.served(api)) {
      group = resource.group().equals(CalicoGroups.OPERATOR) ? group : resource.group();
      if (resource.resource().equals(VERSION)) {
        version = version(resource);
      } else if (CALICO.contains(resource.resource())) {
        PolicyKind.calicos(resource.kind())
            .ifPresent(kind ->
                list(resource.path(), resource.kind())
                    .forEach(o -> add(objects, exactly(kind, o), o)));
      }
    }
    return new PoliciesFact(objects, enforcers(), version, group);
  }

  private static void add(
      SortedMap<PolicyKind, SortedSet<String>> objects, PolicyKind kind, JsonNode object) {
    String name = object.at("/metadata/name").asString("");
    boolean own = kind == PolicyKind.TIER && OWN_TIERS.contains(name);
    if (!own && !CalicoGroups.operated(object)) {
      String namespace = object.at("/metadata/namespace").asString("");
      objects
          .computeIfAbsent(kind, k -> new TreeSet<>())
          .add(namespace.isEmpty() ? name : namespace + "/" + name);
    }
  }

  private static PolicyKind exactly(PolicyKind kind, JsonNode object) {
    boolean automatic =
        kind == PolicyKind.HOST_ENDPOINT
            && object
                .path("metadata")
                .path("labels")
                .path(CREATED_BY)
                .asString("")
                .equals("calico-kube-controllers");
    return automatic ? PolicyKind.AUTO_HOST_ENDPOINT : kind;
  }

  private String version(Resource resource) {
    return items(Call.get(resource.path(), resource.kind()))
        .map(o -> o.at("/spec/calicoVersion").asString(""))
        .filter(v -> !v.isEmpty())
        .findFirst()
        .orElse("");
  }

  private List<PolicyEnforcer> enforcers() {
    return items(Call.get("/apis/apps/v1/daemonsets", "DaemonSets"))
        .map(o -> api.serialization().unmarshal(o.toString(), DaemonSet.class))
        .map(PolicyEnforcers::of)
        .flatMap(Optional::stream)
        .toList();
  }

  private Stream<JsonNode> list(String path, String kind) {
    return items(Call.metadata(path, kind));
  }

  /** A kind that the API does not know has no objects. */
  private Stream<JsonNode> items(Call call) {
    return api.ifThere(call).map(Answer::json).stream()
        .flatMap(all -> all.path("items").valueStream());
  }
}
