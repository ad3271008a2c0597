package io.restitch.provider.exec.conformance;

import static io.restitch.spi.ProviderErrorCode.INVALID;

import io.restitch.provider.exec.ExecProvider;
import io.restitch.provider.exec.ProviderWire;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests that are wrong: a provider says so and makes nothing. */
record OddRequestChecks(ProviderWire wire, ExecProvider provider, Findings findings) {
  void run() {
    findings.errorReply(
        "an unknown verb gets an error reply",
        INVALID,
        () -> wire.send("frobnicate", nothing()),
        "answer verbs you do not know with error code INVALID, so that restitch can grow");
    findings.errorReply(
        "a request that is not JSON gets an error reply",
        INVALID,
        () -> wire.send("list", bytes("{\"apiVersion\":")),
        "catch what your JSON parser throws and answer with error code INVALID");
    findings.errorReply(
        "another apiVersion gets an error reply",
        INVALID,
        () -> wire.send("list", bytes("{\"apiVersion\":\"provider.restitch.io/v0\",\"tags\":{}}")),
        "compare apiVersion before anything else and answer with error code INVALID");
    findings.errorReply(
        "create without its fields gets an error reply",
        INVALID,
        () -> wire.send("create", nothing()),
        "check that token, name, shape, join and tags are there before making anything");
    if (!provider.capabilities().snapshots()) {
      ObjectNode tags = nothing();
      tags.putObject("tags");
      findings.errorReply(
          "snapshots, which it cannot make, get an error reply",
          INVALID,
          () -> wire.send("snapshots", tags),
          "answer snapshot and snapshots with error code INVALID while capabilities say false");
    }
    if (!provider.capabilities().groups()) {
      ObjectNode status = nothing().put("action", "STATUS");
      status.putArray("machineIds");
      findings.errorReply(
          "groups, which it does not know, get an error reply",
          INVALID,
          () -> wire.send("guard", status),
          "answer guard with error code INVALID while capabilities say false");
    }
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
