package io.restitch.cluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Puts what an installation of Calico is made of ({@code src/test/resources/calico}) into a server.
 */
public final class Likeness {
  private static final Path FILES = Path.of("src/test/resources/calico");
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final ApiServer server;
  private final Map<String, JsonNode> definitions = new TreeMap<>();

  public Likeness(ApiServer server) {
    this.server = server;
    discover();
  }

  /** All objects of these files; definitions come before what is of them. */
  public SortedSet<String> keep(List<String> files) throws IOException {
    SortedSet<String> kept = new TreeSet<>();
    for (String file : files) {
      for (JsonNode object : documents(Files.readString(FILES.resolve(file + ".yaml")))) {
        kept.add(keep(object));
      }
    }
    discover();
    return kept;
  }

  /** One object, and where it is. */
  public String keep(JsonNode object) {
    String path = path(object);
    if (object.path("kind").asString().equals("CustomResourceDefinition")) {
      definitions.put(
          object.at("/spec/group").asString() + "/" + object.at("/spec/names/kind").asString(),
          object);
    }
    ((ObjectNode) object).remove("managedFields");
    server.keep(path, object.toString());
    return path;
  }

  /** Documents of a YAML file. */
  public static List<JsonNode> documents(String text) {
    List<JsonNode> documents = new ArrayList<>();
    for (String document : text.split("(?m)^---")) {
      JsonNode read = YAML.readTree(document);
      if (read.isObject()) {
        documents.add(read);
      }
    }
    return documents;
  }

  /** Where an object is kept. */
  public String path(JsonNode object) {
    String api = object.path("apiVersion").asString();
    String namespace = object.at("/metadata/namespace").asString("");
    return (api.contains("/") ? "/apis/" : "/api/")
        + api
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + plural(api, object.path("kind").asString())
        + "/"
        + object.at("/metadata/name").asString();
  }

  private String plural(String api, String kind) {
    JsonNode definition = definitions.get(api.replaceFirst("/.*", "") + "/" + kind);
    if (definition != null) {
      return definition.at("/spec/names/plural").asString();
    }
    String lower = kind.toLowerCase(Locale.ROOT);
    return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
  }

  /** What is defined is served, in one version. */
  private void discover() {
    Map<String, List<JsonNode>> groups = new TreeMap<>();
    definitions
        .values()
        .forEach(d ->
            groups.computeIfAbsent(d.at("/spec/group").asString(), g -> new ArrayList<>()).add(d));
    StringBuilder names = new StringBuilder();
    groups.forEach((group, all) -> {
      String version = all.getFirst().at("/spec/versions/0/name").asString();
      names.append(names.isEmpty() ? "" : ",");
      names.append(
          "{\"name\":\"%s\",\"preferredVersion\":{\"version\":\"%s\"}}".formatted(group, version));
      server.keep("/apis/" + group + "/" + version, resources(all));
    });
    server.keep("/apis", "{\"groups\":[" + names + "]}");
  }

  private static String resources(List<JsonNode> definitions) {
    StringBuilder resources = new StringBuilder();
    for (JsonNode definition : definitions) {
      resources.append(resources.isEmpty() ? "" : ",");
      resources.append(
          "{\"name\":\"%s\",\"kind\":\"%s\",\"verbs\":[\"list\"]}"
              .formatted(
                  definition.at("/spec/names/plural").asString(),
                  definition.at("/spec/names/kind").asString()));
    }
    return "{\"resources\":[" + resources + "]}";
  }
}
