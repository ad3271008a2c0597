package io.restitch.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which rights a request takes, as the API server reads it (k8s.io/apiserver,
 * pkg/endpoints/request, {@code RequestInfoFactory}).
 */
final class Asking {
  private static final String BY_NAME = "fieldSelector=metadata.name=";

  private Asking() {}

  /** Of a line such as {@code GET /api/v1/pods?watch=true}. */
  static List<Right> rights(String line) {
    String[] parts = line.split(" ", 2);
    URI uri = URI.create(parts[1]);
    return rights(parts[0], uri.getPath(), uri.getQuery() == null ? "" : uri.getQuery(), "");
  }

  /**
   * Of a request; none if it is for no object. What is applied may have to be made, and that takes
   * the right to make it too (pkg/endpoints/handlers, {@code PatchResource}).
   */
  static List<Right> rights(String method, String path, String query, String type) {
    List<String> parts = new ArrayList<>(Arrays.asList(path.substring(1).split("/")));
    String root = parts.removeFirst();
    boolean named = root.equals("apis");
    if (parts.size() < (named ? 3 : 2) || !(named || root.equals("api"))) {
      return List.of();
    }
    String group = named ? parts.removeFirst() : "";
    parts.removeFirst(); // version
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 2) {
      parts.removeFirst();
      namespace = parts.removeFirst();
    }
    String resource = parts.getFirst() + (parts.size() > 2 ? "/" + parts.get(2) : "");
    String name = parts.size() > 1 ? parts.get(1) : "";
    List<Right> rights = new ArrayList<>();
    if (type.contains("apply")) {
      rights.add(new Right("create", group, resource, namespace, name));
    }
    String verb = verb(method, name, query);
    int by = query.indexOf(BY_NAME);
    String one = by < 0 ? name : query.substring(by + BY_NAME.length()).replaceFirst("&.*", "");
    rights.add(new Right(verb, group, resource, namespace, one));
    return rights;
  }

  private static String verb(String method, String name, String query) {
    return switch (method) {
      case "GET" -> query.contains("watch=true") ? "watch" : name.isEmpty() ? "list" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      default -> throw new IllegalArgumentException(method);
    };
  }
}
