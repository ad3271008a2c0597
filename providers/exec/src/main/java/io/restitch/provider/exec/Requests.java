package io.restitch.provider.exec;

import io.restitch.spi.GuardAction;
import io.restitch.spi.Join;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import io.restitch.spi.NodeRef;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** From what the spi knows to the fields of each verb's request. */
final class Requests {
  private Requests() {}

  static ObjectNode nothing() {
    return Json.MAPPER.createObjectNode();
  }

  static ObjectNode shape(NodeRef node) {
    ObjectNode fields = nothing();
    ObjectNode ref = fields.putObject("node");
    ref.put("name", node.name());
    ref.put("providerId", node.providerId());
    putAll(ref.putArray("addresses"), node.addresses());
    putAll(ref.putObject("labels"), node.labels());
    return fields;
  }

  static ObjectNode create(MachineRequest request) {
    ObjectNode fields = nothing();
    fields.put("token", request.token());
    fields.put("name", request.name());
    shape(fields.putObject("shape"), request.shape());
    join(fields.putObject("join"), request.join());
    putAll(fields.putObject("tags"), request.tags());
    return fields;
  }

  static ObjectNode get(Collection<String> ids) {
    ObjectNode fields = nothing();
    putAll(fields.putArray("ids"), ids);
    return fields;
  }

  static ObjectNode byTags(Map<String, String> tags) {
    ObjectNode fields = nothing();
    putAll(fields.putObject("tags"), tags);
    return fields;
  }

  static ObjectNode delete(String id) {
    return nothing().put("id", id);
  }

  static ObjectNode snapshot(String machineId, Map<String, String> tags) {
    ObjectNode fields = byTags(tags);
    fields.put("machineId", machineId);
    return fields;
  }

  static ObjectNode guard(GuardAction action, Collection<String> machineIds) {
    ObjectNode fields = nothing().put("action", action.name());
    putAll(fields.putArray("machineIds"), machineIds);
    return fields;
  }

  static void putAll(ObjectNode object, Map<String, String> values) {
    values.forEach(object::put);
  }

  private static void putAll(ArrayNode array, Collection<String> values) {
    values.forEach(array::add);
  }

  private static void shape(ObjectNode object, MachineShape shape) {
    object.put("machineId", shape.machineId());
    object.put("type", shape.type());
    object.put("zone", shape.zone());
    object.put("image", shape.image());
    putAll(object.putObject("settings"), shape.settings());
  }

  private static void join(ObjectNode object, Join join) {
    object.put("nodeName", join.nodeName());
    putAll(object.putObject("labels"), join.labels());
    ArrayNode taints = object.putArray("taints");
    join.taints()
        .forEach(taint ->
            taints
                .addObject()
                .put("key", taint.key())
                .put("value", taint.value())
                .put("effect", taint.effect()));
    object.put("userData", join.userData());
  }
}
