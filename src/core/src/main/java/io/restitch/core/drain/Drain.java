package io.restitch.core.drain;

import io.restitch.core.Names;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Empties a cordoned node.
 *
 * <ol>
 *   <li>Each pod bound to the node is judged by {@link DrainRules}.
 *   <li>A pod that may not move without consent stops the drain; nothing of this node is evicted.
 *   <li>Ordinary pods are evicted as their budgets allow, low priority first.
 *   <li>System pods are evicted when no ordinary pod is left, one at a time in the whole cluster.
 *   <li>The node is drained when no pod that must go is bound to it, terminating ones included.
 *   <li>When that takes longer than {@code drain.timeout}, a person is asked; evictions go on, and
 *       nothing is ever forced.
 * </ol>
 */
public final class Drain {
  /** A pod that has not ended so long after its grace is reported as stuck. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private static final Comparator<PodFact> ORDER =
      Comparator.<PodFact>comparingInt(p -> p.spec().priority()).thenComparing(PodFact::ref);

  /**
   * How a drain stands.
   *
   * @param drained whether nothing that must go is left
   * @param evictions what to evict now
   * @param waits what is waited for
   */
  public record Result(boolean drained, List<EvictPod> evictions, List<Wait> waits) {}

  private Drain() {}

  /** The next step of draining a node that is cordoned. */
  public static Result step(Observed world, Plan plan, Allowance allowance, String nodeName) {
    Settings settings = plan.settings();
    List<PodFact> going = mustGo(world, plan, nodeName);
    List<Wait> waits = new ArrayList<>();
    boolean refused = false;
    for (PodFact pod : going) {
      PodVerdict verdict = DrainRules.judge(pod, plan);
      if (verdict.treatment() == PodVerdict.Treatment.REFUSE) {
        refused = true;
        waits.add(consent(settings, pod, verdict));
      }
    }
    late(world, settings, nodeName, going).ifPresent(waits::add);
    if (refused) {
      return new Result(false, List.of(), waits);
    }
    List<EvictPod> evictions = new ArrayList<>();
    boolean ordinaryLeft = going.stream().anyMatch(p -> !SystemPods.contains(p));
    for (PodFact pod : going) {
      if (pod.terminating()) {
        waits.add(ending(pod, world.now()));
      }
    }
    for (PodFact pod : going) {
      if (!pod.terminating() && !(ordinaryLeft && SystemPods.contains(pod))) {
        if (allowance.underWay(pod)) {
          waits.add(Wait.of("eviction-asked", "pod " + pod.ref(), "it has been asked to go"));
          continue;
        }
        Allowance.Grant grant = allowance.ask(pod);
        if (grant.refusal() == null) {
          evictions.add(evict(settings, pod, grant.charged()));
        } else {
          waits.add(grant.refusal());
        }
      }
    }
    return new Result(going.isEmpty(), evictions, waits);
  }

  /** The pods that have to be gone before the node goes, in the order they leave. */
  public static List<PodFact> mustGo(Observed world, Plan plan, String nodeName) {
    return world.podsOn(nodeName).stream()
        .filter(p -> DrainRules.judge(p, plan).mustGo())
        .sorted(ORDER)
        .toList();
  }

  /** Volumes that are still attached to a drained node, those of pods that stay left out. */
  public static List<AttachmentFact> attached(Observed world, String nodeName) {
    Set<String> kept =
        world.podsOn(nodeName).stream()
            .flatMap(
                p -> p.spec().storage().claims().stream().map(c -> p.ref().namespace() + "/" + c))
            .collect(Collectors.toSet());
    return world.workloads().attachments().values().stream()
        .filter(a -> a.nodeName().equals(nodeName) && !kept.contains(a.claim()))
        .toList();
  }

  private static Wait consent(Settings settings, PodFact pod, PodVerdict verdict) {
    boolean later = settings.accepted().contains(verdict.code());
    return new Wait(
        "consent-missing",
        "pod " + pod.ref(),
        verdict.reason() + (later ? "; it was not there when the plan was approved" : ""),
        "move or delete it yourself, or consent for it alone: kubectl annotate --overwrite pod -n "
            + pod.ref().namespace()
            + " "
            + pod.ref().name()
            + " "
            + Names.ACCEPT
            + "="
            + String.join(",", DrainRules.consents(pod, settings)));
  }

  /** Says that a drain takes longer than it may; since when is written on the node. */
  private static Optional<Wait> late(
      Observed world, Settings settings, String nodeName, List<PodFact> going) {
    Duration limit = settings.drain().timeout();
    boolean late =
        !going.isEmpty()
            && world
                .node(nodeName)
                .flatMap(NodeFact::cordonedAt)
                .filter(at -> !world.now().isBefore(at.plus(limit)))
                .isPresent();
    return late
        ? Optional.of(
            new Wait(
                "drain-late",
                "node " + nodeName,
                "its drain takes longer than drain.timeout (%d min); %d pods are left, such as %s"
                    .formatted(limit.toMinutes(), going.size(), going.getFirst().ref()),
                "see what holds them, and move or delete them yourself; or restitch abort"))
        : Optional.empty();
  }

  private static EvictPod evict(Settings settings, PodFact pod, @Nullable BudgetFact budget) {
    return new EvictPod(
        pod.ref(),
        pod.uid(),
        pod.nodeName(),
        settings.drain().gracePeriod(),
        budget == null ? null : budget.ref(),
        budget == null ? "" : budget.version());
  }

  private static Wait ending(PodFact pod, Instant now) {
    Instant asked = pod.status().deletedAt();
    Instant due = asked == null ? now : asked.plusSeconds(pod.spec().graceSeconds()).plus(STUCK);
    String subject = "pod " + pod.ref();
    if (now.isBefore(due)) {
      return Wait.of("pod-terminating", subject, "it is shutting down");
    }
    return new Wait(
        "pod-stuck",
        subject,
        pod.status().finalizers().isEmpty()
            ? "it should have ended long ago"
            : "finalizers hold it: " + String.join(", ", pod.status().finalizers()),
        "look at its kubelet, its volumes and its finalizers; restitch never forces a pod away");
  }
}
