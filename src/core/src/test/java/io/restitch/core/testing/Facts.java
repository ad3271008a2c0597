package io.restitch.core.testing;

import io.restitch.core.Names;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.FlannelLease;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Facts with everything at a default that does not matter. */
public final class Facts {
  /** When every test world begins. */
  public static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  /** What every test node offers. */
  public static final Resources OFFER = new Resources(4000, 16L << 30, 110, Map.of());

  private Facts() {}

  /** A ready worker without labels or taints of ours. */
  public static NodeFact worker(String name) {
    return new NodeFact(
        name,
        "uid-" + name,
        Map.of(Names.HOSTNAME, name, Names.ZONE, "a"),
        Map.of(),
        new NodeFact.Spec("test://" + name, List.of(), List.of(), false),
        new NodeFact.Status(
            true,
            START,
            NodeFact.PodNetwork.CALICO,
            List.of("10.0.0.1"),
            OFFER,
            NodeFact.NodeInfo.of("v1.34.3"),
            START,
            NodeFact.Deletion.NONE));
  }

  /** A ready control plane. */
  public static NodeFact controlPlane(String name) {
    return with(
        labelled(worker(name), Names.CONTROL_PLANE, ""),
        new Taint(Names.CONTROL_PLANE, "", Taint.NO_SCHEDULE));
  }

  /** A ready kube-controller-manager, started when the world begins. */
  public static ControllerManagerFact manager(
      String node, boolean allocates, @Nullable Cidr range) {
    return new ControllerManagerFact(
        node, allocates, range, ControllerManagerFact.DEFAULT_NODE_MASK, true, START);
  }

  /** The node with one more label. */
  public static NodeFact labelled(NodeFact node, String label, String value) {
    return new NodeFact(
        node.name(),
        node.uid(),
        put(node.labels(), label, value),
        node.annotations(),
        node.spec(),
        node.status());
  }

  /** The node with one more annotation. */
  public static NodeFact annotated(NodeFact node, String annotation, String value) {
    return new NodeFact(
        node.name(),
        node.uid(),
        node.labels(),
        put(node.annotations(), annotation, value),
        node.spec(),
        node.status());
  }

  /** The node, on which flanneld says that it is reached at the node's own address. */
  public static NodeFact leased(NodeFact node) {
    return leased(node, node.status().addresses().getFirst());
  }

  /** The node, on which flanneld says that it is reached at this address. */
  public static NodeFact leased(NodeFact node, String publicIp) {
    NodeFact said = node;
    for (var a : new FlannelLease(publicIp, "12:c6:65:89:b4:e3", false).annotations().entrySet()) {
      said = annotated(said, a.getKey(), a.getValue());
    }
    return said;
  }

  /** The node with one more taint. */
  public static NodeFact with(NodeFact node, Taint taint) {
    List<Taint> taints = new ArrayList<>(node.spec().taints());
    taints.add(taint);
    return spec(
        node,
        new NodeFact.Spec(
            node.spec().providerId(), node.spec().podCidrs(), taints, node.spec().unschedulable()));
  }

  /** The node with the taint of those that go. */
  public static NodeFact leaving(NodeFact node) {
    return with(node, new Taint(Names.LEAVING_TAINT, "", Taint.PREFER_NO_SCHEDULE));
  }

  /** The node, cordoned by this migration. */
  public static NodeFact cordonedBy(NodeFact node, String migration) {
    return annotated(cordoned(node), Names.CORDONED_BY, migration);
  }

  /** The node, cordoned by somebody. */
  public static NodeFact cordoned(NodeFact node) {
    return spec(
        node,
        new NodeFact.Spec(
            node.spec().providerId(), node.spec().podCidrs(), node.spec().taints(), true));
  }

  /** The node without taints of this key. */
  public static NodeFact without(NodeFact node, String taintKey) {
    return spec(
        node,
        new NodeFact.Spec(
            node.spec().providerId(),
            node.spec().podCidrs(),
            node.spec().taints().stream().filter(t -> !t.key().equals(taintKey)).toList(),
            node.spec().unschedulable()));
  }

  /** The node, cordoned by nobody. */
  public static NodeFact free(NodeFact node) {
    Map<String, String> annotations = new TreeMap<>(node.annotations());
    annotations.remove(Names.CORDONED_BY);
    return new NodeFact(
        node.name(),
        node.uid(),
        node.labels(),
        annotations,
        new NodeFact.Spec(
            node.spec().providerId(), node.spec().podCidrs(), node.spec().taints(), false),
        node.status());
  }

  /** The node without any mark of ours. */
  public static NodeFact untouched(NodeFact node) {
    Map<String, String> labels = new TreeMap<>(node.labels());
    labels.keySet().removeIf(k -> k.startsWith(Names.PREFIX));
    return new NodeFact(
        node.name(),
        node.uid(),
        labels,
        Map.of(),
        new NodeFact.Spec(
            node.spec().providerId(), node.spec().podCidrs(), List.of(), node.cordoned()),
        node.status());
  }

  /** The node, posted again. */
  public static NodeFact renewed(NodeFact node, String uid) {
    return new NodeFact(
        node.name(), uid, node.labels(), node.annotations(), node.spec(), node.status());
  }

  /** The node under another name, all else the same. */
  public static NodeFact named(NodeFact node, String name) {
    return new NodeFact(
        name, "uid-" + name, node.labels(), node.annotations(), node.spec(), node.status());
  }

  /** The node, whose kubelet says that it runs on this machine. */
  public static NodeFact onMachine(NodeFact node, String machineId) {
    NodeFact.NodeInfo info = node.status().nodeInfo();
    return info(
        node,
        new NodeFact.NodeInfo(info.kubeletVersion(), machineId, info.bootId(), info.osImage()));
  }

  /** The node, whose machine runs this distribution. */
  public static NodeFact running(NodeFact node, String osImage) {
    NodeFact.NodeInfo info = node.status().nodeInfo();
    return info(
        node,
        new NodeFact.NodeInfo(info.kubeletVersion(), info.machineId(), info.bootId(), osImage));
  }

  /** The node, whose machine was booted anew. */
  public static NodeFact booted(NodeFact node, String bootId) {
    NodeFact.NodeInfo info = node.status().nodeInfo();
    return info(
        node,
        new NodeFact.NodeInfo(info.kubeletVersion(), info.machineId(), bootId, info.osImage()));
  }

  private static NodeFact info(NodeFact node, NodeFact.NodeInfo info) {
    NodeFact.Status s = node.status();
    return status(
        node,
        new NodeFact.Status(
            s.ready(),
            s.readySince(),
            s.network(),
            s.addresses(),
            s.allocatable(),
            info,
            s.createdAt(),
            s.deletion()));
  }

  /** The node, whose condition NetworkUnavailable says this. */
  public static NodeFact network(NodeFact node, NodeFact.PodNetwork network) {
    NodeFact.Status s = node.status();
    return status(
        node,
        new NodeFact.Status(
            s.ready(),
            s.readySince(),
            network,
            s.addresses(),
            s.allocatable(),
            s.nodeInfo(),
            s.createdAt(),
            s.deletion()));
  }

  /** The node, which stays until these are cleared. */
  public static NodeFact finalized(NodeFact node, boolean deleting, String... finalizers) {
    NodeFact.Status s = node.status();
    return status(
        node,
        new NodeFact.Status(
            s.ready(),
            s.readySince(),
            s.network(),
            s.addresses(),
            s.allocatable(),
            s.nodeInfo(),
            s.createdAt(),
            new NodeFact.Deletion(deleting, List.of(finalizers))));
  }

  /** The node with another status. */
  public static NodeFact status(NodeFact node, NodeFact.Status status) {
    return new NodeFact(
        node.name(), node.uid(), node.labels(), node.annotations(), node.spec(), status);
  }

  /** The node as one whose kubelet does not answer. */
  public static NodeFact notReady(NodeFact node) {
    NodeFact.Status s = node.status();
    return status(
        node,
        new NodeFact.Status(
            false,
            s.readySince(),
            s.network(),
            s.addresses(),
            s.allocatable(),
            s.nodeInfo(),
            s.createdAt(),
            s.deletion()));
  }

  /** The node with a pod CIDR. */
  public static NodeFact withCidr(NodeFact node, String cidr) {
    return spec(
        node,
        new NodeFact.Spec(
            node.spec().providerId(),
            List.of(Cidr.parse(cidr)),
            node.spec().taints(),
            node.spec().unschedulable()));
  }

  /** A running, ready pod of a ReplicaSet, asking for half a core and a GiB. */
  public static PodFact pod(String name, String node) {
    return pod(name, node, new PodFact.Owner("ReplicaSet", "rs", "uid-rs"));
  }

  /** A running, ready pod of a controller. */
  public static PodFact pod(String name, String node, PodFact.Owner owner) {
    return new PodFact(
        new ObjectRef("shop", name),
        "uid-" + name,
        node,
        Map.of("app", "shop"),
        Map.of(),
        owner,
        new PodFact.Spec(
            new Resources(500, 1L << 30, 1, Map.of()),
            0,
            PodFact.Placement.ANYWHERE,
            false,
            List.of(),
            PodFact.Storage.NONE,
            30),
        new PodFact.Status(
            PodFact.Phase.RUNNING, true, START, null, List.of(), List.of("192.168.0.7")));
  }

  /** The pod, which nothing would make again. */
  public static PodFact lone(PodFact pod) {
    return new PodFact(
        pod.ref(),
        pod.uid(),
        pod.nodeName(),
        pod.labels(),
        pod.annotations(),
        null,
        pod.spec(),
        pod.status());
  }

  /** The pod, with one more annotation. */
  public static PodFact annotated(PodFact pod, String key, String value) {
    Map<String, String> annotations = new TreeMap<>(pod.annotations());
    annotations.put(key, value);
    return new PodFact(
        pod.ref(),
        pod.uid(),
        pod.nodeName(),
        pod.labels(),
        annotations,
        pod.owner(),
        pod.spec(),
        pod.status());
  }

  /** The pod, asked to go. */
  public static PodFact terminating(PodFact pod, Instant since) {
    return pod.with(pod.status().terminatingSince(since));
  }

  /** The pod, not ready. */
  public static PodFact unready(PodFact pod) {
    PodFact.Status s = pod.status();
    return status(
        pod,
        new PodFact.Status(
            s.phase(),
            false,
            s.createdAt(),
            s.deletedAt(),
            s.finalizers(),
            s.addresses(),
            s.unpulled(),
            s.keptApart()));
  }

  /** A running, ready pod of a DaemonSet. */
  public static PodFact agent(String namespace, String daemonSet, String node) {
    PodFact pod =
        pod(daemonSet, node, new PodFact.Owner("DaemonSet", daemonSet, "uid-" + daemonSet));
    return new PodFact(
        new ObjectRef(namespace, daemonSet + "-" + node),
        "uid-" + daemonSet + "-" + node,
        node,
        pod.labels(),
        pod.annotations(),
        pod.owner(),
        pod.spec(),
        pod.status());
  }

  /** A pod of a DaemonSet that has not started, since its image cannot be pulled. */
  public static PodFact unpulled(
      String namespace, String daemonSet, String node, String image, Instant createdAt) {
    return status(
        agent(namespace, daemonSet, node),
        new PodFact.Status(
            PodFact.Phase.PENDING, false, createdAt, null, List.of(), List.of(), image, false));
  }

  /** The pod in another phase. */
  public static PodFact inPhase(PodFact pod, PodFact.Phase phase) {
    PodFact.Status s = pod.status();
    return status(
        pod,
        new PodFact.Status(
            phase, s.ready(), s.createdAt(), s.deletedAt(), s.finalizers(), s.addresses()));
  }

  /** The pod with other storage. */
  public static PodFact storing(PodFact pod, PodFact.Storage storage) {
    return pod.with(pod.spec().storing(storage));
  }

  /** The pod with another spec. */
  public static PodFact spec(PodFact pod, PodFact.Spec spec) {
    return pod.with(spec);
  }

  /** The pod with another status. */
  public static PodFact status(PodFact pod, PodFact.Status status) {
    return pod.with(status);
  }

  /** The node with another spec. */
  public static NodeFact spec(NodeFact node, NodeFact.Spec spec) {
    return new NodeFact(
        node.name(), node.uid(), node.labels(), node.annotations(), spec, node.status());
  }

  /** A budget over every pod of the shop. */
  public static BudgetFact budget(String name, int allowed) {
    return new BudgetFact(
        new ObjectRef("shop", name),
        new LabelSelector(Map.of("app", "shop"), List.of()),
        allowed,
        true,
        new BudgetFact.Health(3, 3 - allowed, 3),
        false,
        "v1");
  }

  /** The same budget, seen later. */
  public static BudgetFact later(BudgetFact budget, int allowed, String version) {
    return new BudgetFact(
        budget.ref(),
        budget.selector(),
        allowed,
        budget.current(),
        budget.health(),
        budget.alwaysAllowUnhealthy(),
        version);
  }

  /** A running machine. */
  public static Machine machine(String name, Map<String, String> tags) {
    return machine(name, tags, START);
  }

  /** A running machine that was made at this time. */
  public static Machine machine(String name, Map<String, String> tags, Instant createdAt) {
    return new Machine(
        "id-" + name,
        name,
        "token-" + name,
        MachineState.RUNNING,
        "a",
        "m6i.xlarge",
        "test://" + name,
        List.of("10.0.0.1"),
        tags,
        createdAt,
        "");
  }

  private static Map<String, String> put(Map<String, String> map, String key, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(key, value);
    return more;
  }
}
