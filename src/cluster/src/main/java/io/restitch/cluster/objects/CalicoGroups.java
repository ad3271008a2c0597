package io.restitch.cluster.objects;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The API groups of Calico that this cluster serves, and what is in them. */
final class CalicoGroups {
  /** What Calico keeps; another group of its names may only be a view of it. */
  private static final String STORED = "crd.projectcalico.org";

  /** Either that view, by Calico's API server, or since 3.32 what Calico keeps. */
  static final String VIEW = "projectcalico.org";

  /** What its operator is told, and says. */
  static final String OPERATOR = "operator.tigera.io";

  /** All groups that may be served. */
  static final List<String> ALL = List.of(STORED, VIEW, OPERATOR);

  private CalicoGroups() {}

  /** What can be listed. The view of another group is left out: it shows the same objects twice. */
  static List<Resource> served(Api api) {
    return served(api, ALL);
  }

  /** What can be listed of the operator's own. */
  static List<Resource> operators(Api api) {
    return served(api, List.of(OPERATOR));
  }

  private static List<Resource> served(Api api, List<String> wanted) {
    JsonNode groups = api.require(Call.get("/apis", "API groups")).json().path("groups");
    Set<String> names = new TreeSet<>();
    groups.forEach(g -> names.add(g.path("name").asString("")));
    List<Resource> found = new ArrayList<>();
    for (JsonNode group : groups) {
      String name = group.path("name").asString("");
      boolean view = name.equals(VIEW) && names.contains(STORED);
      if (wanted.contains(name) && !view) {
        found.addAll(resources(api, name, group.at("/preferredVersion/version").asString("")));
      }
    }
    return found;
  }

  private static List<Resource> resources(Api api, String group, String version) {
    Call call = Call.get("/apis/" + group + "/" + version, "resources of " + group);
    List<Resource> found = new ArrayList<>();
    for (JsonNode resource : api.require(call).json().path("resources")) {
      String name = resource.path("name").asString("");
      if (!name.contains("/") && listable(resource)) {
        found.add(new Resource(group, version, resource.path("kind").asString(""), name));
      }
    }
    return found;
  }

  private static boolean listable(JsonNode resource) {
    for (JsonNode verb : resource.path("verbs")) {
      if (verb.asString("").equals("list")) {
        return true;
      }
    }
    return false;
  }

  /** Whether Calico's operator owns an object. */
  static boolean operated(JsonNode object) {
    return object
        .at("/metadata/ownerReferences")
        .valueStream()
        .anyMatch(o -> o.path("apiVersion").asString("").startsWith(OPERATOR + "/"));
  }
}
