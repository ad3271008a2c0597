package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetList;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetList;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentList;
import io.restitch.cluster.fact.BudgetFacts;
import io.restitch.cluster.fact.ConfiguredRange;
import io.restitch.cluster.fact.ControllerManagerFacts;
import io.restitch.cluster.fact.EndpointsFacts;
import io.restitch.cluster.fact.FabricView;
import io.restitch.cluster.fact.PodFacts;
import io.restitch.cluster.fact.Volumes;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.RecordFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every kind that is watched, and what follows from each object. Tells only what is new to it, so
 * that every watch needs eyes of its own. Fed by one thread at a time; only {@link #node} may be
 * asked by any.
 */
public final class Eyes {
  private final Map<String, Known> nodes = new ConcurrentHashMap<>();
  private final Map<ObjectRef, PodFact> pods = new HashMap<>();
  private final Map<String, Instant> granted = new HashMap<>();
  private final Map<ObjectRef, ControllerManagerFact> managers = new HashMap<>();
  private final Map<String, AttachmentFact> attachments = new HashMap<>();
  private final Volumes volumes = new Volumes();
  private final FabricView fabrics = new FabricView();
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
    return List.of(
        kind(
            "/api/v1/persistentvolumes",
            PersistentVolume.class,
            PersistentVolumeList.class,
            this::volume,
            this::volumeGone),
        kind("/api/v1/nodes", Node.class, NodeList.class, this::node, this::nodeGone),
        kind("/api/v1/pods", Pod.class, PodList.class, this::pod, this::podGone),
        kind(
            "/apis/policy/v1/poddisruptionbudgets",
            PodDisruptionBudget.class,
            PodDisruptionBudgetList.class,
            b -> List.of(new Change.BudgetSeen(BudgetFacts.of(b))),
            key -> List.of(new Change.BudgetGone(ref(key)))),
        kind(
            "/apis/storage.k8s.io/v1/volumeattachments",
            VolumeAttachment.class,
            VolumeAttachmentList.class,
            this::attachment,
            this::attachmentGone),
        kind(
            "/apis/discovery.k8s.io/v1/endpointslices",
            EndpointSlice.class,
            EndpointSliceList.class,
            e -> List.of(new Change.EndpointsSeen(EndpointsFacts.of(e))),
            key -> List.of(new Change.EndpointsGone(ref(key)))),
        kind(
            "/apis/apps/v1/daemonsets",
            DaemonSet.class,
            DaemonSetList.class,
            d -> fabric(() -> fabrics.daemonSet(Kind.key(d), d)),
            key -> fabric(() -> fabrics.daemonSetGone(key))),
        configuration(ConfiguredRange.KUBEADM),
        configuration(ConfiguredRange.KUBE_PROXY),
        custom(
            "/apis/crd.projectcalico.org/v1/ippools",
            p -> fabric(() -> fabrics.pool(Kind.key(p), p)),
            key -> fabric(() -> fabrics.poolGone(key))),
        custom(
            "/apis/crd.projectcalico.org/v1/blockaffinities",
            b -> fabric(() -> fabrics.block(Kind.key(b), b)),
            key -> fabric(() -> fabrics.blockGone(key))),
        custom(
            "/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations",
            this::record,
            key -> List.of()));
  }

  private Kind<ConfigMap> configuration(String name) {
    return kind(
        "/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3D" + name,
        ConfigMap.class,
        ConfigMapList.class,
        map -> fabric(() -> fabrics.configuration(map)),
        key -> fabric(() -> fabrics.configurationGone(name)));
  }

  private static <T extends io.fabric8.kubernetes.api.model.HasMetadata> Kind<T> kind(
      String path,
      Class<T> type,
      Class<? extends io.fabric8.kubernetes.api.model.KubernetesResourceList<T>> list,
      Function<T, List<Change>> seen,
      Function<String, List<Change>> gone) {
    return new SimpleKind<>(path, type, list, false, seen, gone);
  }

  private static Kind<GenericKubernetesResource> custom(
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

  private List<Change> pod(Pod pod) {
    PodFact fact = notOlderThanGranted(PodFacts.of(pod, volumes::local));
    List<Change> changes = new ArrayList<>();
    PodFact before = pods.put(fact.ref(), fact);
    if (!fact.equals(before)) {
      changes.add(new Change.PodSeen(fact));
    }
    ControllerManagerFacts.of(pod, fact)
        .filter(m -> !m.equals(managers.put(fact.ref(), m)))
        .ifPresent(m -> changes.add(new Change.ControllerManagerSeen(m)));
    changes.addAll(fabric(() -> fabrics.pod(fact)));
    return changes;
  }

  /**
   * A pod whose deletion was granted terminates, also when older news of it comes only now: an
   * eviction first sets the condition DisruptionTarget, which is seen as a pod that stays (k8s.io:
   * pod/storage/eviction.go).
   */
  private PodFact notOlderThanGranted(PodFact pod) {
    if (pod.terminating()) {
      granted.remove(pod.uid());
      return pod;
    }
    Instant at = granted.get(pod.uid());
    return at == null ? pod : terminating(pod, at);
  }

  /** Takes that a pod's deletion was granted: it terminates, if it is still there. */
  List<Change> deleted(ObjectRef ref, String uid, Instant at) {
    List<Change> changes = leaving(ref, uid, at);
    if (!changes.isEmpty()) {
      granted.put(uid, at);
    }
    return changes;
  }

  /** Takes that a pod was made to leave: it terminates, until it is seen otherwise. */
  List<Change> leaving(ObjectRef ref, String uid, Instant at) {
    PodFact pod = pods.get(ref);
    if (pod == null || !pod.uid().equals(uid) || pod.terminating()) {
      return List.of();
    }
    return repeat(terminating(pod, at));
  }

  private static PodFact terminating(PodFact pod, Instant since) {
    return pod.with(pod.status().terminatingSince(since));
  }

  private List<Change> repeat(PodFact now) {
    pods.put(now.ref(), now);
    return List.of(new Change.PodSeen(now));
  }

  private List<Change> podGone(String key) {
    ObjectRef ref = ref(key);
    @Nullable PodFact pod = pods.remove(ref);
    if (pod != null) {
      granted.remove(pod.uid());
    }
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.PodGone(ref));
    @Nullable ControllerManagerFact manager = managers.remove(ref);
    if (manager != null) {
      changes.add(new Change.ControllerManagerGone(manager.nodeName()));
    }
    changes.addAll(fabric(() -> fabrics.podGone(key)));
    return changes;
  }

  private List<Change> volume(PersistentVolume volume) {
    if (!volumes.seen(volume)) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    for (AttachmentFact fact : List.copyOf(attachments.values())) {
      AttachmentFact now = volumes.again(fact);
      if (!now.equals(fact)) {
        attachments.put(now.name(), now);
        changes.add(new Change.AttachmentSeen(now));
      }
    }
    for (PodFact pod : List.copyOf(pods.values())) {
      PodFact.Storage storage = pod.spec().storage();
      boolean local =
          storage.claims().stream().anyMatch(c -> volumes.local(pod.ref().namespace() + "/" + c));
      if (local && !storage.localVolume()) {
        changes.addAll(repeat(pod.with(local(pod.spec()))));
      }
    }
    return changes;
  }

  private static PodFact.Spec local(PodFact.Spec spec) {
    PodFact.Storage was = spec.storage();
    return spec.storing(new PodFact.Storage(was.emptyDir(), was.hostPath(), was.claims(), true));
  }

  private List<Change> volumeGone(String name) {
    volumes.gone(name);
    return List.of();
  }

  private List<Change> attachment(VolumeAttachment attachment) {
    AttachmentFact fact = volumes.attachment(attachment);
    attachments.put(fact.name(), fact);
    return List.of(new Change.AttachmentSeen(fact));
  }

  private List<Change> attachmentGone(String name) {
    attachments.remove(name);
    return List.of(new Change.AttachmentGone(name));
  }

  private List<Change> fabric(Runnable take) {
    take.run();
    return fabrics.changed().map(List::of).orElse(List.of());
  }

  private List<Change> record(GenericKubernetesResource resource) {
    return record
        .apply(io.fabric8.kubernetes.client.utils.Serialization.asJson(resource))
        .<List<Change>>map(fact -> List.of(new Change.RecordSeen(fact)))
        .orElse(List.of());
  }

  private static ObjectRef ref(String key) {
    int slash = key.indexOf('/');
    return new ObjectRef(key.substring(0, slash), key.substring(slash + 1));
  }
}
