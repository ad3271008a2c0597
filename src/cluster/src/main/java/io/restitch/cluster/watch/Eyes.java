package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetList;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestList;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetList;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentList;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.fact.BridgeView;
import io.restitch.cluster.fact.BudgetFacts;
import io.restitch.cluster.fact.ConfiguredRange;
import io.restitch.cluster.fact.EndpointsFacts;
import io.restitch.cluster.fact.FabricView;
import io.restitch.cluster.fact.MountedMap;
import io.restitch.cluster.fact.MultusView;
import io.restitch.cluster.fact.PublishedCluster;
import io.restitch.cluster.fact.ServingRequests;
import io.restitch.core.Names;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.probe.ProbeReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every kind that is watched, and what follows from each object. Tells only what is new to it, so
 * that every watch needs eyes of its own. Fed by one thread at a time; only {@link #node} may be
 * asked by any.
 */
public final class Eyes {
  private final Map<String, Known> nodes = new ConcurrentHashMap<>();
  private final MultusView multus = new MultusView();
  private final FabricView fabrics = new FabricView(multus);
  private final AddOnKinds addOns = new AddOnKinds(multus);
  private final Pods pods = new Pods(fabrics);
  private final Function<String, Optional<RecordFact>> record;

  /**
   * @param record reads our record from its JSON
   */
  public Eyes(Function<String, Optional<RecordFact>> record) {
    this.record = record;
  }

  /** A Node as last seen. */
  public Optional<Known> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** Volumes before what hangs on them, nodes before pods. */
  List<Kind<?>> kinds() {
    return Stream.concat(ownKinds().stream(), addOns.kinds().stream()).toList();
  }

  private List<Kind<?>> ownKinds() {
    return List.of(
        kind(
            "/api/v1/persistentvolumes",
            PersistentVolume.class,
            PersistentVolumeList.class,
            pods::volume,
            pods::volumeGone),
        kind("/api/v1/nodes", Node.class, NodeList.class, this::node, this::nodeGone),
        kind(
            "/api/v1/pods",
            Pod.class,
            PodList.class,
            pods::seen,
            key -> pods.gone(ObjectRef.parse(key))),
        kind(
            "/apis/policy/v1/poddisruptionbudgets",
            PodDisruptionBudget.class,
            PodDisruptionBudgetList.class,
            b -> List.of(new Change.BudgetSeen(BudgetFacts.of(b))),
            key -> List.of(new Change.BudgetGone(ObjectRef.parse(key)))),
        kind(
            "/apis/storage.k8s.io/v1/volumeattachments",
            VolumeAttachment.class,
            VolumeAttachmentList.class,
            pods::attachment,
            pods::attachmentGone),
        kind(
            "/apis/discovery.k8s.io/v1/endpointslices",
            EndpointSlice.class,
            EndpointSliceList.class,
            e -> List.of(new Change.EndpointsSeen(EndpointsFacts.of(e))),
            key -> List.of(new Change.EndpointsGone(ObjectRef.parse(key)))),
        kind(
            "/apis/apps/v1/daemonsets",
            DaemonSet.class,
            DaemonSetList.class,
            this::daemonSet,
            this::daemonSetGone),
        configuration(ConfiguredRange.KUBEADM),
        configuration(ConfiguredRange.KUBE_PROXY),
        told(BridgeView.MAP),
        told(BridgeView.PINS),
        configMap(
            PublishedCluster.NAMESPACE,
            PublishedCluster.NAME,
            map -> List.of(new Change.JoinTokensSeen(PublishedCluster.tokens(map))),
            key -> List.of(new Change.JoinTokensSeen(new TreeSet<>()))),
        kind(
            ServingRequests.PENDING,
            CertificateSigningRequest.class,
            CertificateSigningRequestList.class,
            ServingRequests::seen,
            key -> List.of(new Change.ServingRequestGone(key))),
        new ManagerLease(),
        custom(
            "/apis/crd.projectcalico.org/v1/ippools",
            p -> fabric(() -> fabrics.pool(Kind.key(p), p)),
            key -> fabric(() -> fabrics.poolGone(key))),
        custom(
            "/apis/crd.projectcalico.org/v1/blockaffinities",
            b -> fabric(() -> fabrics.block(Kind.key(b), b)),
            key -> fabric(() -> fabrics.blockGone(key))),
        custom(
            "/apis/operator.tigera.io/v1/installations",
            i -> fabric(() -> fabrics.installation(Kind.key(i), i)),
            key -> fabric(() -> fabrics.installationGone(key))),
        custom(
            "/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations",
            this::record,
            key -> List.of()));
  }

  private List<Change> daemonSet(DaemonSet set) {
    multus.daemonSet(Kind.key(set), set);
    List<Change> changes = new ArrayList<>(addOns.changed());
    changes.addAll(fabric(() -> fabrics.daemonSet(Kind.key(set), set)));
    return changes;
  }

  private List<Change> daemonSetGone(String key) {
    multus.daemonSetGone(key);
    List<Change> changes = new ArrayList<>(addOns.changed());
    changes.addAll(fabric(() -> fabrics.daemonSetGone(key)));
    return changes;
  }

  /** ConfigMaps that Multus mounts: namespace and name. By any thread. */
  SortedSet<String> mounted() {
    return multus.mounted();
  }

  /** Takes one of them as it was read. */
  List<Change> mounted(String ref, MountedMap read) {
    multus.map(ref, read);
    List<Change> changes = new ArrayList<>(addOns.changed());
    changes.addAll(fabric(() -> {}));
    return changes;
  }

  private static <T extends HasMetadata> Kind<T> kind(
      String path,
      Class<T> type,
      Class<? extends KubernetesResourceList<T>> list,
      Function<T, List<Change>> seen,
      Function<String, List<Change>> gone) {
    return new SimpleKind<>(path, type, list, false, seen, gone);
  }

  /** One of the two ConfigMaps that name the pod range. */
  private Kind<ConfigMap> configuration(String name) {
    return configMap(
        "kube-system",
        name,
        map -> fabric(() -> fabrics.configuration(map)),
        key -> fabric(() -> fabrics.configurationGone(name)));
  }

  /** One of the two ConfigMaps that the bridge's agents read. */
  private Kind<ConfigMap> told(String name) {
    return configMap(
        Names.SYSTEM,
        name,
        map -> fabric(() -> fabrics.told(map)),
        key -> fabric(() -> fabrics.toldGone(name)));
  }

  /** One ConfigMap, alone among those of its namespace. */
  private static Kind<ConfigMap> configMap(
      String namespace,
      String name,
      Function<ConfigMap, List<Change>> seen,
      Function<String, List<Change>> gone) {
    return kind(
        "/api/v1/namespaces/%s/configmaps?fieldSelector=metadata.name%%3D%s"
            .formatted(namespace, name),
        ConfigMap.class,
        ConfigMapList.class,
        seen,
        gone);
  }

  static Kind<GenericKubernetesResource> custom(
      String path,
      Function<GenericKubernetesResource, List<Change>> seen,
      Function<String, List<Change>> gone) {
    return new SimpleKind<>(
        path,
        GenericKubernetesResource.class,
        GenericKubernetesResourceList.class,
        true,
        seen,
        gone);
  }

  /** Takes a Node, unless a later look at it was taken already. */
  private List<Change> node(Node node) {
    return take(Known.of(node));
  }

  private List<Change> take(Known now) {
    Known before = nodes.get(now.fact().name());
    if (before != null && before.newerThan(now)) {
      return List.of();
    }
    nodes.put(now.fact().name(), now);
    return List.of(new Change.NodeSeen(now.fact()));
  }

  /** Takes a Node from the answer to a call of ours: only if it is still there. */
  List<Change> answered(Known now) {
    Known before = nodes.get(now.fact().name());
    return before == null || !now.newerThan(before) ? List.of() : take(now);
  }

  private List<Change> nodeGone(String name) {
    nodes.remove(name);
    return List.of(new Change.NodeGone(name));
  }

  /** Takes that a pod's deletion was granted. */
  List<Change> deleted(ObjectRef ref, String uid, Instant at) {
    return pods.deleted(ref, uid, at);
  }

  /** Takes that a pod was made to leave. */
  List<Change> leaving(ObjectRef ref, String uid, Instant at) {
    return pods.leaving(ref, uid, at);
  }

  /** The bridge's agents that something is waited for from: pods by node. By any thread. */
  SortedMap<String, String> unheard() {
    return fabrics.unheard();
  }

  /** Takes what the bridge's agent on a node says. */
  List<Change> heard(String node, AgentReport report) {
    return fabric(() -> fabrics.heard(node, report));
  }

  /** Takes that the log of the bridge's agent on a node cannot be read. */
  List<Change> unread(String node, String why) {
    return fabric(() -> fabrics.unread(node, why));
  }

  /** Probes that still have something to say: pods by node. By any thread. */
  SortedMap<String, String> unheardProbes() {
    return fabrics.unheardProbes();
  }

  /** Takes what the probe on a node says. */
  List<Change> heardProbe(String node, ProbeReport report) {
    return fabric(() -> fabrics.heardProbe(node, report));
  }

  /** Takes that the log of the probe on a node cannot be read. */
  List<Change> unreadProbe(String node, String why) {
    return fabric(() -> fabrics.unreadProbe(node, why));
  }

  private List<Change> fabric(Runnable take) {
    take.run();
    return fabrics.changed().map(List::of).orElse(List.of());
  }

  private List<Change> record(GenericKubernetesResource resource) {
    return record
        .apply(Serialization.asJson(resource))
        .<List<Change>>map(fact -> List.of(new Change.RecordSeen(fact)))
        .orElse(List.of());
  }
}
