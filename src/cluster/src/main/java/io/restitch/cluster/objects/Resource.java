package io.restitch.cluster.objects;

import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A kind of objects, as the API serves it.
 *
 * @param resource plural
 */
public record Resource(String group, String version, String kind, String resource) {
  /** The list of all of them, below the API server's address. */
  public String path() {
    return "/apis/" + group + "/" + version + "/" + resource;
  }

  String apiVersion() {
    return group + "/" + version;
  }

  /**
   * What a CustomResourceDefinition defines: in the version that is stored, or in another one where
   * that is not served. Empty if none is: then nobody can read its objects.
   */
  public static Optional<Resource> defined(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    return spec.path("versions")
        .valueStream()
        .filter(v -> v.path("served").asBoolean(false))
        .min(Comparator.comparing(v -> !v.path("storage").asBoolean(false)))
        .map(v ->
            new Resource(
                spec.path("group").asString(),
                v.path("name").asString(),
                spec.at("/names/kind").asString(),
                spec.at("/names/plural").asString()));
  }
}
