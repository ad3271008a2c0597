package io.restitch.cluster.objects;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Writes objects as the documents of one YAML file, each so that it can be created again. */
final class Document {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private Document() {}

  /** Writes one; strings are quoted, so that no reader takes one for a number or a boolean. */
  static void write(JsonNode object, OutputStream out) throws IOException {
    ObjectNode document = (ObjectNode) object;
    ObjectNode metadata = document.withObject("/metadata");
    metadata.remove("managedFields");
    // Neither may be in what is created.
    metadata.remove("resourceVersion");
    metadata.remove("uid");
    metadata.remove("deletionTimestamp");
    metadata.remove("deletionGracePeriodSeconds");
    // Made again, it would be collected at once: no owner has the UID that it had.
    metadata.remove("ownerReferences");
    out.write(YAML.writeValueAsString(document).getBytes(StandardCharsets.UTF_8));
  }
}
