package io.restitch.cluster.act;

import io.fabric8.kubernetes.api.model.Node;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.watch.Known;
import io.restitch.core.action.ClusterAction.AssignPodCidr;
import io.restitch.core.action.ClusterAction.DeleteNode;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes of Nodes: one PATCH built from how the watch last showed the Node, valid for that version
 * only; if it has changed since, it is read and the patch built anew, five times at most.
 */
final class Nodes {
  private static final int TRIES = 5;

  private final Api api;
  private final Function<String, Optional<Known>> lastSeen;

  Nodes(Api api, Function<String, Optional<Known>> lastSeen) {
    this.api = api;
    this.lastSeen = lastSeen;
  }

  /** Applies an edit; returns the Node if it was changed. */
  Optional<Known> edit(String name, Function<Known, Optional<Map<String, Object>>> edit) {
    Known node = lastSeen.apply(name).orElseGet(() -> read(name));
    for (int tried = 1; ; tried++) {
      Optional<Map<String, Object>> patch = edit.apply(node);
      if (patch.isEmpty()) {
        return Optional.empty();
      }
      Call call = Call.merge(path(name), api.serialization().asJson(patch.get()), "node " + name);
      Answer answer = api.send(call);
      if (answer.ok()) {
        return Optional.of(known(answer));
      }
      if (answer.code() != 409 || tried == TRIES) {
        throw Problems.of(answer, call);
      }
      node = read(name);
    }
  }

  /** Gives a Node its pod CIDR, which the API server lets happen once. */
  Optional<Known> assign(AssignPodCidr action) {
    String name = action.node();
    Known node = lastSeen.apply(name).orElseGet(() -> read(name));
    if (settled(node, action.cidr())) {
      return Optional.empty();
    }
    String cidr = action.cidr().toString();
    String body = Json.write(Map.of("spec", Map.of("podCIDR", cidr, "podCIDRs", List.of(cidr))));
    Call call = Call.strategic(path(name), body, "pod CIDR of node " + name);
    Answer answer = api.send(call);
    if (answer.ok()) {
      return Optional.of(known(answer));
    }
    Known now = read(name);
    if (settled(now, action.cidr())) {
      return Optional.of(now);
    }
    throw Problems.of(answer, call);
  }

  /** Whether the Node has this pod CIDR already. */
  private static boolean settled(Known node, Cidr wanted) {
    List<Cidr> cidrs = node.fact().spec().podCidrs();
    if (cidrs.isEmpty() || cidrs.equals(List.of(wanted))) {
      return !cidrs.isEmpty();
    }
    throw new RestitchException(
        ErrorCode.BLOCKED,
        "node " + node.fact().name() + " should get pod CIDR " + wanted + " but has " + cidrs,
        "find and stop who gave it that (kube-controller-manager with --allocate-node-cidrs?); the"
            + " slot's next machine has another pod CIDR");
  }

  /** Deletes a Node by UID; gone, or another one of that name, is as good. */
  void delete(DeleteNode action) {
    Call call = deletion(action, Map.of("uid", action.uid()));
    Answer answer = api.send(call);
    boolean gone =
        answer.code() == 404 || (answer.code() == 409 && answer.message().contains("UID"));
    if (!answer.ok() && !gone) {
      throw Problems.of(answer, call);
    }
  }

  static Call deletion(DeleteNode action, Map<String, String> preconditions) {
    String body =
        Json.write(
            Map.of(
                "apiVersion", "v1",
                "kind", "DeleteOptions",
                "preconditions", preconditions));
    return Call.delete(path(action.node()), body, "node " + action.node());
  }

  private Known read(String name) {
    return known(api.require(Call.get(path(name), "node " + name)));
  }

  private Known known(Answer answer) {
    return Known.of(api.serialization().unmarshal(answer.body(), Node.class));
  }

  private static String path(String name) {
    return "/api/v1/nodes/" + name;
  }
}
