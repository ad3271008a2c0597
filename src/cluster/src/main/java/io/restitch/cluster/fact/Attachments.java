package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.restitch.core.fact.AddOnsFact.Attachment;
import io.restitch.core.fact.AddOnsFact.Attachment.Kind;
import io.restitch.core.fact.ObjectRef;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * NetworkAttachmentDefinitions. An empty configuration means a file by the network's name
 * (multus-cni, pkg/k8sclient, {@code GetCNIConfig}).
 */
final class Attachments {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> CALICO = Set.of("calico", "calico-ipam");

  private Attachments() {}

  static Attachment of(GenericKubernetesResource definition) {
    ObjectRef ref =
        new ObjectRef(definition.getMetadata().getNamespace(), definition.getMetadata().getName());
    Object config = definition.get("spec", "config");
    String text = config instanceof String s ? s : "";
    SortedSet<String> types = new TreeSet<>();
    if (text.isBlank()) {
      return new Attachment(ref, Kind.FILE, types);
    }
    try {
      collect(JSON.readTree(text), types);
      return new Attachment(ref, Kind.WRITTEN, types);
    } catch (JacksonException e) {
      return new Attachment(ref, Kind.UNREADABLE, types);
    }
  }

  /** Types stand in plugins, in their IPAM, and in delegates of any depth. */
  private static void collect(JsonNode node, SortedSet<String> types) {
    if (node.isObject()) {
      String type = node.path("type").asString("");
      if (CALICO.contains(type)) {
        types.add(type);
      }
    }
    node.valueStream().forEach(child -> collect(child, types));
  }
}
