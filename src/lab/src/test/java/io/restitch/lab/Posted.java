package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Objects of Calico's and of others, as cluster's tests have them too, in a lab. */
final class Posted {
  private static final Path FILES =
      Path.of("../cluster/src/test/resources/calico").toAbsolutePath().normalize();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final Lab lab;
  private final SortedSet<String> names = new TreeSet<>();

  Posted(Lab lab) {
    this.lab = lab;
  }

  /** Posts what is in these files. */
  Posted with(String... files) {
    for (String file : files) {
      lab.kubectl("apply", "-f", path(file).toString());
      names.addAll(names(read(path(file))));
    }
    return this;
  }

  /** The same, and each waits for somebody who never comes. */
  Posted held(String finalizer, String... files) {
    with(files);
    for (String file : files) {
      lab.kubectl(
          "patch",
          "-f",
          path(file).toString(),
          "--type=merge",
          "-p",
          "{\"metadata\": {\"finalizers\": [\"" + finalizer + "\"]}}");
    }
    return this;
  }

  /** All that was posted: {@code kind/name}, or {@code kind/namespace/name}. */
  SortedSet<String> names() {
    return names;
  }

  /** What the documents of a YAML file are called, in their order. */
  static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (String document : text.split("(?m)^---")) {
      JsonNode object = YAML.readTree(document);
      if (object.isObject()) {
        String namespace = object.at("/metadata/namespace").asString("");
        names.add(
            object.path("kind").asString()
                + "/"
                + (namespace.isEmpty() ? "" : namespace + "/")
                + object.at("/metadata/name").asString());
      }
    }
    return names;
  }

  private static Path path(String file) {
    return FILES.resolve(file + ".yaml");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
