package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.restitch.cluster.fact.ControllerManagerFacts;
import io.restitch.cluster.fact.FabricView;
import io.restitch.cluster.fact.PodFacts;
import io.restitch.cluster.fact.Volumes;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pods as last seen, the volumes they hang on, and what else their pods say: flags of
 * kube-controller-managers, agents of pod networks.
 */
final class Pods {
  private final Map<ObjectRef, PodFact> pods = new HashMap<>();
  private final Map<String, Instant> granted = new HashMap<>();
  private final Map<ObjectRef, ControllerManagerFact> managers = new HashMap<>();
  private final Map<String, AttachmentFact> attachments = new HashMap<>();
  private final Volumes volumes = new Volumes();
  private final FabricView fabrics;

  Pods(FabricView fabrics) {
    this.fabrics = fabrics;
  }

  List<Change> seen(Pod pod) {
    PodFact fact = notOlderThanGranted(PodFacts.of(pod, volumes::local));
    List<Change> changes = new ArrayList<>();
    PodFact before = pods.put(fact.ref(), fact);
    if (!fact.equals(before)) {
      changes.add(new Change.PodSeen(fact));
    }
    ControllerManagerFacts.of(pod, fact)
        .filter(m -> !m.equals(managers.put(fact.ref(), m)))
        .ifPresent(m -> changes.add(new Change.ControllerManagerSeen(m)));
    fabrics.pod(fact);
    fabrics.changed().ifPresent(changes::add);
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

  List<Change> gone(ObjectRef ref) {
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
    fabrics.podGone(ref.toString());
    fabrics.changed().ifPresent(changes::add);
    return changes;
  }

  List<Change> volume(PersistentVolume volume) {
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

  List<Change> volumeGone(String name) {
    volumes.gone(name);
    return List.of();
  }

  List<Change> attachment(VolumeAttachment attachment) {
    AttachmentFact fact = volumes.attachment(attachment);
    attachments.put(fact.name(), fact);
    return List.of(new Change.AttachmentSeen(fact));
  }

  List<Change> attachmentGone(String name) {
    attachments.remove(name);
    return List.of(new Change.AttachmentGone(name));
  }
}
