package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes. */
public final class NodeFacts {
  private NodeFacts() {}

  /** The fact in a Node. */
  public static NodeFact of(Node node) {
    var meta = node.getMetadata();
    return new NodeFact(
        meta.getName(),
        meta.getUid() == null ? "" : meta.getUid(),
        Selectors.orEmpty(meta.getLabels()),
        Selectors.orEmpty(meta.getAnnotations()),
        spec(node),
        status(node));
  }

  private static NodeFact.Spec spec(Node node) {
    var spec = node.getSpec();
    if (spec == null) {
      return new NodeFact.Spec("", List.of(), List.of(), false);
    }
    List<String> cidrs = spec.getPodCIDRs();
    if (cidrs.isEmpty() && spec.getPodCIDR() != null && !spec.getPodCIDR().isEmpty()) {
      cidrs = List.of(spec.getPodCIDR());
    }
    return new NodeFact.Spec(
        spec.getProviderID() == null ? "" : spec.getProviderID(),
        cidrs.stream().map(Cidr::parse).toList(),
        spec.getTaints().stream().map(NodeFacts::taint).toList(),
        Boolean.TRUE.equals(spec.getUnschedulable()));
  }

  private static Taint taint(io.fabric8.kubernetes.api.model.Taint taint) {
    return new Taint(
        taint.getKey(), taint.getValue() == null ? "" : taint.getValue(), taint.getEffect());
  }

  private static NodeFact.Status status(Node node) {
    NodeStatus status = node.getStatus() == null ? new NodeStatus() : node.getStatus();
    NodeCondition ready = condition(status, "Ready");
    var info = status.getNodeInfo();
    return new NodeFact.Status(
        isTrue(ready),
        Times.orEpoch(ready == null ? null : ready.getLastTransitionTime()),
        network(condition(status, "NetworkUnavailable")),
        status.getAddresses().stream()
            .filter(a -> "InternalIP".equals(a.getType()))
            .map(a -> a.getAddress())
            .toList(),
        Quantities.resources(status.getAllocatable(), 0),
        info == null
            ? NodeFact.NodeInfo.of("")
            : new NodeFact.NodeInfo(
                text(info.getKubeletVersion()),
                text(info.getMachineID()),
                text(info.getBootID()),
                text(info.getOsImage())),
        Times.orEpoch(node.getMetadata().getCreationTimestamp()),
        new NodeFact.Deletion(
            node.getMetadata().getDeletionTimestamp() != null, node.getMetadata().getFinalizers()));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static NodeFact.PodNetwork network(@Nullable NodeCondition condition) {
    return condition == null
        ? NodeFact.PodNetwork.UNKNOWN
        : NodeFact.PodNetwork.of(text(condition.getStatus()), text(condition.getReason()));
  }

  private static boolean isTrue(@Nullable NodeCondition condition) {
    return condition != null && "True".equals(condition.getStatus());
  }

  private static @Nullable NodeCondition condition(NodeStatus status, String type) {
    return status.getConditions().stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst()
        .orElse(null);
  }
}
