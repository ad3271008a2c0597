package io.restitch.twin.kube;

import io.restitch.core.Names;
import io.restitch.core.fact.FlannelLease;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Nodes that differ in one thing. */
public final class NodeEdits {
  private NodeEdits() {}

  /** With this label; without it if the value is null. */
  public static NodeFact label(NodeFact n, String key, @Nullable String value) {
    return with(n, changed(n.labels(), key, value), n.annotations(), n.spec(), n.status());
  }

  /** With this annotation; without it if the value is null. */
  public static NodeFact annotation(NodeFact n, String key, @Nullable String value) {
    return with(n, n.labels(), changed(n.annotations(), key, value), n.spec(), n.status());
  }

  /** With this taint, whatever its value was. */
  public static NodeFact tainted(NodeFact n, Taint taint) {
    List<Taint> taints = new ArrayList<>(n.spec().taints());
    taints.removeIf(t -> t.key().equals(taint.key()) && t.effect().equals(taint.effect()));
    taints.add(taint);
    return taints(n, taints);
  }

  /** Without the taints whose key is meant. */
  public static NodeFact untainted(NodeFact n, Predicate<String> key) {
    return taints(n, n.spec().taints().stream().filter(t -> !key.test(t.key())).toList());
  }

  /** Cordoned, or not. */
  public static NodeFact cordoned(NodeFact n, boolean cordoned) {
    NodeFact.Spec s = n.spec();
    NodeFact.Spec spec = new NodeFact.Spec(s.providerId(), s.podCidrs(), s.taints(), cordoned);
    return with(n, n.labels(), n.annotations(), spec, n.status());
  }

  /** With these pod CIDRs. */
  public static NodeFact podCidrs(NodeFact n, List<Cidr> cidrs) {
    NodeFact.Spec s = n.spec();
    NodeFact.Spec spec = new NodeFact.Spec(s.providerId(), cidrs, s.taints(), s.unschedulable());
    return with(n, n.labels(), n.annotations(), spec, n.status());
  }

  /** Ready, or not, since now. */
  public static NodeFact ready(NodeFact n, boolean ready, Instant now) {
    NodeFact.Status s = n.status();
    return s.ready() == ready ? n : status(n, ready, now, s.network());
  }

  /** With its condition NetworkUnavailable. */
  public static NodeFact network(NodeFact n, NodeFact.PodNetwork network) {
    return status(n, n.status().ready(), n.status().readySince(), network);
  }

  /** What flanneld writes on it when it runs there. */
  public static NodeFact leased(NodeFact n) {
    String address = n.status().addresses().stream().findFirst().orElse("");
    Map<String, String> annotations = new TreeMap<>(n.annotations());
    annotations.putAll(new FlannelLease(address, "12:c6:65:89:b4:e3", false).annotations());
    return with(n, n.labels(), annotations, n.spec(), n.status());
  }

  /**
   * A new Node of the same name: another UID, cordoned, not ready, its network unavailable, and
   * nothing on it of what Flannel said of the old one.
   */
  public static NodeFact postedAgain(NodeFact n, String uid, Instant now) {
    NodeFact cordoned = status(cordoned(n, true), false, now, NodeFact.PodNetwork.UNAVAILABLE);
    NodeFact.Status s = cordoned.status();
    NodeFact.Status status =
        new NodeFact.Status(
            s.ready(),
            s.readySince(),
            s.network(),
            s.addresses(),
            s.allocatable(),
            s.nodeInfo(),
            now,
            NodeFact.Deletion.NONE);
    Map<String, String> annotations = new TreeMap<>(n.annotations());
    annotations.keySet().removeIf(a -> a.startsWith(Names.FLANNEL_PREFIX));
    return new NodeFact(n.name(), uid, n.labels(), annotations, cordoned.spec(), status);
  }

  /**
   * As a kubelet registers its Node: a new UID, no label but its name, no taint, not ready.
   *
   * @param like a Node whose machine is alike
   */
  public static NodeFact registered(NodeFact like, String name, String uid, Instant now) {
    NodeFact posted = postedAgain(like, uid, now);
    NodeFact.Spec spec = new NodeFact.Spec(like.spec().providerId(), List.of(), List.of(), false);
    return new NodeFact(name, uid, Map.of(Names.HOSTNAME, name), Map.of(), spec, posted.status());
  }

  private static NodeFact taints(NodeFact n, List<Taint> taints) {
    NodeFact.Spec s = n.spec();
    NodeFact.Spec spec = new NodeFact.Spec(s.providerId(), s.podCidrs(), taints, s.unschedulable());
    return with(n, n.labels(), n.annotations(), spec, n.status());
  }

  private static NodeFact status(
      NodeFact n, boolean ready, Instant since, NodeFact.PodNetwork network) {
    NodeFact.Status s = n.status();
    NodeFact.Status status =
        new NodeFact.Status(
            ready,
            since,
            network,
            s.addresses(),
            s.allocatable(),
            s.nodeInfo(),
            s.createdAt(),
            s.deletion());
    return with(n, n.labels(), n.annotations(), n.spec(), status);
  }

  private static NodeFact with(
      NodeFact n,
      Map<String, String> labels,
      Map<String, String> annotations,
      NodeFact.Spec spec,
      NodeFact.Status status) {
    return new NodeFact(n.name(), n.uid(), labels, annotations, spec, status);
  }

  private static Map<String, String> changed(
      Map<String, String> map, String key, @Nullable String value) {
    Map<String, String> copy = new TreeMap<>(map);
    if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return copy;
  }
}
