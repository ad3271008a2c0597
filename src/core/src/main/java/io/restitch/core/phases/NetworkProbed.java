package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.RemoveProbes;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.probing.Probing;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Optional;

/**
 * The network carries what the bridge and Flannel will send over it. Before anything else is
 * touched.
 *
 * <ol>
 *   <li>What stands in the way is written into the record, and the migration paused: it was
 *       refused, and whoever applies again begins anew.
 *   <li>Probes go once the record says how it ended, and whatever else the operator wants.
 *   <li>A bridge that stands proves more than probes; one that is by the operator's word needs
 *       none.
 * </ol>
 */
public final class NetworkProbed implements Phase {
  /** Findings that a condition's message names; more are counted. */
  private static final int SHOWN = 20;

  @Override
  public PhaseName name() {
    return PhaseName.NETWORK_PROBED;
  }

  @Override
  public Step forward(View view) {
    if (view.attested(PhaseName.BRIDGED)) {
      return left(view).orElse(Step.done("not probed: what joins the networks is by your word"));
    }
    if (view.world().fabrics().bridge().installed()) {
      return left(view).orElse(Step.done("not probed: the bridge stands already"));
    }
    Optional<Condition> before = view.record().condition(name());
    if (before.filter(Condition::holds).isPresent()) {
      return left(view).orElse(Step.done(before.map(Condition::message).orElse("")));
    }
    Probing probing =
        Probing.look(view.world(), view.plan().settings(), view.record().id().hashCode());
    if (!probing.step().holds()) {
      return before.filter(Condition::refused).isPresent()
          ? record(view, "Started", "it is probed again")
          : probing.step();
    }
    List<Verdict> blocking =
        probing.verdicts().stream().filter(v -> v.level() == Level.BLOCK).toList();
    return blocking.isEmpty()
        ? Step.done(told(probing.verdicts()))
        : refused(view, before, blocking);
  }

  private static Step refused(View view, Optional<Condition> before, List<Verdict> blocking) {
    String message =
        blocking.size()
            + (blocking.size() == 1 ? " finding stands" : " findings stand")
            + " in the way; nothing was changed\n"
            + told(blocking);
    return before.filter(c -> c.refused() && c.message().equals(message)).isEmpty()
        ? record(view, Condition.REFUSED, message)
        : Step.todo(
            message,
            List.of(new RecordIntent(Intent.PAUSE, "the network stands in the way")),
            List.of());
  }

  private static Step record(View view, String reason, String message) {
    Condition condition =
        new Condition(
            PhaseName.NETWORK_PROBED, Status.STARTED, reason, message, view.world().now());
    return Step.todo(message, List.of(new RecordCondition(condition)), List.of());
  }

  private static String told(List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder();
    verdicts.stream()
        .sorted((a, b) -> Boolean.compare(b.level() == Level.OK, a.level() == Level.OK))
        .limit(SHOWN)
        .forEach(v -> {
          text.append(text.isEmpty() ? "" : "\n");
          text.append(v.level() == Level.OK ? "" : v.code() + " " + v.subject() + ": ");
          text.append(v.message());
          text.append(v.remedy().isEmpty() ? "" : "\n→ " + v.remedy());
        });
    return verdicts.size() > SHOWN
        ? text + "\nand %d more: restitch probe shows all".formatted(verdicts.size() - SHOWN)
        : text.toString();
  }

  /** What is to be done before nothing of the probes is left; nothing if that is so. */
  public static Optional<Step> left(View view) {
    ProbesFact probes = view.world().fabrics().probes();
    if (probes.installed()) {
      return Optional.of(Step.todo("probes are there", List.of(new RemoveProbes()), List.of()));
    }
    return probes.remains()
        ? Optional.of(
            Step.waiting(
                "probes are leaving",
                Wait.of(
                    "probes-leave",
                    "probes",
                    "%d of them still take away what they made".formatted(probes.nodes().size()))))
        : Optional.empty();
  }

  @Override
  public Step backward(View view) {
    return left(view).orElse(Step.done("no probes are there"));
  }
}
