package io.restitch.twin.kube;

import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PodFact.Phase;
import io.restitch.twin.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** New pods, and pods that differ in one thing. */
public final class PodEdits {
  private PodEdits() {}

  /** A new pod of a workload, bound to this node or, if empty, to none. */
  static PodFact fresh(Workload of, String name, String uid, String node, Instant now) {
    PodFact.Owner owner =
        of.kind() == Workload.Kind.NOBODY
            ? null
            : new PodFact.Owner(of.kind().owner(), of.ref().name(), of.uid());
    return new PodFact(
        new ObjectRef(of.ref().namespace(), name),
        uid,
        node,
        of.labels(),
        Map.of(),
        owner,
        of.kind() == Workload.Kind.STATEFUL_SET ? claiming(of.spec(), name) : of.spec(),
        new PodFact.Status(Phase.PENDING, false, now, null, List.of(), List.of()));
  }

  /** Each pod of a StatefulSet has claims of its own. */
  private static PodFact.Spec claiming(PodFact.Spec s, String pod) {
    PodFact.Storage all = s.storage();
    PodFact.Storage own =
        new PodFact.Storage(
            all.emptyDir(),
            all.hostPath(),
            all.claims().stream().map(c -> c + "-" + pod).toList(),
            all.localVolume());
    return s.storing(own);
  }

  static PodFact bound(PodFact p, String node) {
    return new PodFact(
        p.ref(), p.uid(), node, p.labels(), p.annotations(), p.owner(), p.spec(), p.status());
  }

  static PodFact running(PodFact p, String address) {
    return status(p, Phase.RUNNING, false, p.status().deletedAt(), List.of(address));
  }

  static PodFact ready(PodFact p, boolean ready) {
    PodFact.Status s = p.status();
    return status(p, s.phase(), ready, s.deletedAt(), s.addresses());
  }

  static PodFact succeeded(PodFact p) {
    PodFact.Status s = p.status();
    return status(p, Phase.SUCCEEDED, false, s.deletedAt(), s.addresses());
  }

  /** Asked to go; it stays ready until its kubelet takes notice. */
  public static PodFact terminating(PodFact p, Instant now) {
    return p.with(p.status().terminatingSince(now));
  }

  private static PodFact status(
      PodFact p, Phase phase, boolean ready, @Nullable Instant deletedAt, List<String> addresses) {
    PodFact.Status s = p.status();
    return p.with(
        new PodFact.Status(
            phase,
            ready,
            s.createdAt(),
            deletedAt,
            s.finalizers(),
            addresses,
            s.unpulled(),
            s.keptApart()));
  }
}
