package io.restitch.cluster.act;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Objects of ours, as a rendered manifest names them. */
final class Manifests {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final ObjectMapper YAML = new YAMLMapper();

  private Manifests() {}

  /** The objects, in their order. */
  static List<JsonNode> objects(String manifest) {
    List<JsonNode> all = new ArrayList<>();
    YAML.readerFor(JsonNode.class).<JsonNode>readValues(manifest).forEachRemaining(all::add);
    return all;
  }

  /** Makes an object as it is written, or brings it there. */
  static void apply(Api api, JsonNode object) {
    api.require(Call.apply(path(object), object.toString(), subject(object)));
  }

  private static String path(JsonNode object) {
    String name = object.at("/metadata/name").asString();
    String in = "namespaces/" + object.at("/metadata/namespace").asString("") + "/";
    return switch (object.path("kind").asString()) {
      case "Namespace" -> "/api/v1/namespaces/" + name;
      case "ServiceAccount" -> "/api/v1/" + in + "serviceaccounts/" + name;
      case "ConfigMap" -> "/api/v1/" + in + "configmaps/" + name;
      case "DaemonSet" -> "/apis/apps/v1/" + in + "daemonsets/" + name;
      case "ClusterRole" -> RBAC + "clusterroles/" + name;
      case "ClusterRoleBinding" -> RBAC + "clusterrolebindings/" + name;
      default -> throw new IllegalStateException("no path for " + object.path("kind"));
    };
  }

  private static String subject(JsonNode object) {
    return object.path("kind").asString() + " " + object.at("/metadata/name").asString();
  }
}
