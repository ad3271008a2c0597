package io.restitch.cluster.objects;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Copies of objects, each written once. Large kinds are read a page at a time. */
final class CalicoCopies {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final String NAMESPACES = "/api/v1/namespaces/";
  private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices/";
  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;

  private final Api api;
  private final OutputStream out;
  private final Set<String> lists = new HashSet<>();
  private final Set<String> written = new HashSet<>();

  CalicoCopies(Api api, OutputStream out) {
    this.api = api;
    this.out = out;
  }

  /**
   * Writes one that {@link CalicoInventory} lists, if it is still there; of a definition, its
   * objects as well.
   *
   * @throws io.restitch.core.problem.RestitchException if one cannot be read
   */
  void of(String item) throws IOException {
    String kind = item.substring(0, item.indexOf('/'));
    String rest = item.substring(item.indexOf('/') + 1);
    switch (kind) {
      case "CustomResourceDefinition" -> definition(CRDS + rest);
      case "Namespace" -> one(NAMESPACES + rest);
      case CalicoGroups.OPERATOR -> one("/apis/" + item);
      default -> named(item);
    }
  }

  private void definition(String path) throws IOException {
    Optional<JsonNode> definition = one(path);
    if (definition.isPresent()) {
      Optional<Resource> resource = Resource.defined(definition.get());
      if (resource.isEmpty()) {
        remark("its objects are not here: no version of them is served");
      } else if (hidden(resource.get())) {
        remark(
            "its objects are not here: %s.%s is unavailable"
                .formatted(resource.get().version(), resource.get().group()));
      } else {
        all(resource.get().path(), resource.get().apiVersion(), resource.get().kind());
      }
    }
  }

  /** Whether an API server that is gone stands before what is defined here. */
  private boolean hidden(Resource resource) {
    String path = SERVICES + resource.version() + "." + resource.group();
    return resource.group().equals(CalicoGroups.VIEW)
        && api.ifThere(Call.get(path, path)).map(Answer::json).stream()
            .filter(s -> s.at("/spec/service").isObject())
            .flatMap(s -> s.at("/status/conditions").valueStream())
            .anyMatch(c ->
                c.path("type").asString("").equals("Available")
                    && !c.path("status").asString("").equals("True"));
  }

  /** Writes what else is in a namespace ({@link Contents}), if this is one. */
  void in(String item) throws IOException {
    if (item.startsWith("Namespace/")) {
      String namespace = item.substring(item.indexOf('/') + 1);
      for (Contents contents : Contents.ALL) {
        all(contents.path(namespace), contents.api(), contents.kind());
      }
    }
  }

  /**
   * In the first version that is served; under a name that nobody knows beforehand, by its list.
   */
  private void named(String item) throws IOException {
    for (String path : NamedObjects.paths(item)) {
      if (one(path).isPresent()) {
        return;
      }
    }
    if (NamedObjects.paths(item).isEmpty()) {
      String kind = item.substring(0, item.indexOf('/'));
      all(Roles.only(item), "rbac.authorization.k8s.io/v1", kind);
    }
  }

  private Optional<JsonNode> one(String path) throws IOException {
    Optional<JsonNode> found = api.ifThere(Call.get(path, path)).map(Answer::json);
    if (found.isPresent()) {
      write(found.get());
    }
    return found;
  }

  /** A list that takes so long that its pages expire goes on without the consistency of one. */
  void all(String path, String apiVersion, String kind) throws IOException {
    if (!lists.add(path)) {
      return;
    }
    String start = path + (path.contains("?") ? "&" : "?") + "limit=500";
    String next = "";
    do {
      Call call = Call.get(start + next, path);
      Answer answer = api.send(call);
      if (answer.code() == NOT_FOUND) {
        return;
      }
      JsonNode list = answer.json();
      if (answer.code() != GONE && !answer.ok()) {
        throw Problems.of(answer, call);
      }
      for (JsonNode item : list.path("items")) {
        ((ObjectNode) item).put("apiVersion", apiVersion).put("kind", kind);
        write(item);
      }
      String token = list.at("/metadata/continue").asString("");
      if (answer.code() == GONE && token.isEmpty()) {
        throw Problems.of(answer, call);
      }
      next = token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    } while (!next.isEmpty());
  }

  private void write(JsonNode object) throws IOException {
    String kind = object.path("kind").asString("");
    String name = kind + "/" + object.at("/metadata/name").asString("");
    String id =
        object.path("apiVersion").asString("")
            + "/"
            + object.at("/metadata/namespace").asString("")
            + "/"
            + name;
    if (!Contents.EVERYWHERE.contains(name) && written.add(id)) {
      Document.write(object, out);
    }
  }

  /** A line for people, which is no part of any object. */
  void remark(String line) throws IOException {
    out.write(("# " + line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
