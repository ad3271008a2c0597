package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.CarryOver;
import io.restitch.core.action.ClusterAction.ReadKubelet;
import io.restitch.core.action.ClusterAction.RemoveTaint;
import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.problem.ErrorCode;
import io.restitch.spi.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * When an attempt at a machine is over, and what the next one is.
 *
 * <ol>
 *   <li>If the cloud has no room, the next attempt tries another zone; when each was tried it is
 *       asked for again, ever more slowly. If the token was spent on a machine that is gone, the
 *       next attempt has another token.
 *   <li>One that cannot come any more is given up at once: it joined under another name, or its
 *       join token has expired ({@link Hopeless}).
 *   <li>One that is not connected after the boot limit is given up, unless another one would be no
 *       better: what holds it back is its kubelet's settings, or that its agent or another node's
 *       is not heard. While an agent was silent for long, the limit does not run.
 *   <li>The next attempt is recorded, with a pod CIDR that was never used. Each time all attempts
 *       are used up a person is asked; when he lets it go on, there are as many again.
 * </ol>
 */
final class Attempts {
  private Attempts() {}

  /**
   * How a slot without a machine stands: one may be created, unless the last creation says
   * otherwise.
   */
  static Arrival absent(View view, Replacement wanted, PodCidrs ranges) {
    if (view.busy().failures().isEmpty()) {
      return Arrival.absent();
    }
    Optional<InFlight.Failure> failure = view.busy().failure(wanted.creation(view));
    ErrorCode code = failure.map(InFlight.Failure::code).orElse(null);
    if (code == ErrorCode.NO_CAPACITY) {
      return otherZone(view, wanted)
          .map(zone -> retry(view, wanted, zone, Why.of(failure.get().message()), ranges))
          .orElseGet(Arrival::absent);
    }
    return code == ErrorCode.CONFLICT
        ? retry(view, wanted, wanted.zone(), Why.of(failure.get().message()), ranges)
        : Arrival.absent();
  }

  /**
   * What follows if a machine that is not in service is given up; nothing as long as it may come.
   */
  static Optional<Arrival> over(
      View view, Replacement wanted, Machine machine, Arrival arrival, PodCidrs ranges) {
    return Hopeless.of(view, wanted, machine)
        .or(() -> late(view, machine, arrival))
        .map(why -> retry(view, wanted, wanted.zone(), why, ranges));
  }

  /** Whether all is well with its machine: another one would be no better. */
  private static boolean connected(Arrival arrival) {
    return KubeletCheck.holds(arrival)
        || Announced.holds(arrival)
        || Hearing.holds(arrival)
        || arrival.actions().stream()
            .anyMatch(a ->
                a instanceof ReadKubelet || a instanceof CarryOver || a instanceof RemoveTaint);
  }

  private static Arrival retry(
      View view, Replacement wanted, String zone, Why failed, PodCidrs ranges) {
    int most = Math.max(1, view.plan().settings().workers().attempts());
    Optional<Cidr> cidr = wanted.podCidr() == null ? Optional.empty() : ranges.next();
    boolean noRange = wanted.podCidr() != null && cidr.isEmpty();
    List<Action> actions = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    if (noRange || wanted.attempt() % most == 0) {
      String why =
          "slot %s: %s (after %d attempts%s)"
              .formatted(
                  wanted.key(),
                  failed.reason(),
                  wanted.attempt(),
                  noRange ? ", and no pod CIDR is left" : "");
      actions.add(new RecordIntent(Intent.PAUSE, why));
      waits.add(
          new Wait(
              "machine-failed",
              "slot " + wanted.key(),
              why,
              noRange
                  ? "restitch abort, then make a plan with a larger network.podCidr"
                  : failed.remedy() + ", then restitch resume"));
    }
    if (!noRange) {
      AttemptFact next =
          new AttemptFact(wanted.attempt() + 1, cidr.orElse(null), zone, failed.reason());
      actions.add(new RecordAttempt(wanted.key(), next));
    }
    return new Arrival(Arrival.Stage.COMING, actions, waits);
  }

  /**
   * The next zone to try; none if each was tried, or if pods of the replaced nodes have volumes,
   * which stay in their zone: then room is waited for.
   */
  private static Optional<String> otherZone(View view, Replacement wanted) {
    List<String> zones =
        view.plan().slots().stream().map(s -> s.shape().zone()).distinct().sorted().toList();
    boolean bound =
        wanted.slot().replaces().stream()
            .flatMap(r -> view.world().podsOn(r.nodeName()).stream())
            .anyMatch(p -> !p.spec().storage().claims().isEmpty());
    if (bound || wanted.attempt() >= zones.size()) {
      return Optional.empty();
    }
    int next = zones.indexOf(wanted.zone()) + 1;
    return Optional.of(Objects.requireNonNull(zones.get(next % zones.size())));
  }

  private static Optional<Why> late(View view, Machine machine, Arrival arrival) {
    Duration limit = view.plan().settings().workers().bootTimeout();
    if (connected(arrival) || view.world().now().isBefore(begun(view, machine).plus(limit))) {
      return Optional.empty();
    }
    Optional<Wait> wait = arrival.waits().stream().findFirst();
    String reason =
        "not in service %d min after its creation: %s"
            .formatted(limit.toMinutes(), wait.map(Wait::reason).orElse("still at work"));
    return Optional.of(
        wait.filter(Wait::needsPerson)
            .map(w -> new Why(reason, w.remedy()))
            .orElseGet(() -> Why.of(reason)));
  }

  /** Since when nobody else has held it up, as far as this witness knows. */
  private static Instant begun(View view, Machine machine) {
    Instant created = machine.createdAt();
    return view.world().silences().ended().filter(created::isBefore).orElse(created);
  }
}
