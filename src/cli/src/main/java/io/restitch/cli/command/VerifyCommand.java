package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.VerifiedText;
import io.restitch.cli.wiring.Machines;
import io.restitch.cli.wiring.Session;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.controlplane.Leftovers;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Remains;
import io.restitch.core.phases.Remarks;
import io.restitch.core.phases.Verified;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import io.restitch.engine.port.StoredMigration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Looks whether the end is as it should be, on control-plane machines and with the provider too,
 * whatever the record says; before the end, what is missing.
 */
@Command(
    name = "verify",
    description = "Looks whether the migrated cluster is as it should be. Changes nothing.",
    footer = {
      "",
      "It looks at pods' addresses, both networks, control-plane machines, the provider's machines,",
      "and for whatever of restitch's is left. Before the end it says what is missing. Pods that",
      "nothing would make again, or that hang on their machine, are listed.",
      "Exit status 1 if something is not as it should be.",
      "",
      "Examples:",
      "  restitch verify",
      "  restitch verify -o json"
    })
final class VerifyCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private OutputOption output = new OutputOption();

  VerifyCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Session session = target.connect(cli)) {
      StoredMigration stored = Recorded.of(session);
      return print(
          stored.fact().rolledBack()
              ? VerifiedText.not("the migration was rolled back, there is nothing to verify")
              : look(session, stored));
    }
  }

  private static VerifiedText look(Session session, StoredMigration stored) {
    Settings settings = stored.plan().settings();
    List<Verdict> remarks = new ArrayList<>();
    Observed world =
        session
            .observe(settings)
            .fold(new Change.CalicoListed(session.calico().objects()))
            .foldAll(machines(session, stored, remarks));
    View view = new View(world, stored.plan(), stored.fact(), InFlight.NOTHING);
    List<Wait> open = new ArrayList<>(Remains.of(view));
    if (!view.attested(PhaseName.UNBRIDGED)) {
      session
          .traces()
          .installed()
          .forEach(o ->
              open.add(
                  new Wait("object-there", o, "restitch installed it on the way", "delete it")));
    }
    if (Machines.touched(settings)) {
      open.addAll(Leftovers.of(view, Direction.FORWARD));
    }
    remarks.addAll(Remarks.of(view));
    Optional<String> unfinished = unfinished(stored.fact());
    boolean verified = unfinished.isEmpty() && open.isEmpty();
    String evidence = verified ? Verified.evidence(view) : unfinished.orElse("");
    return VerifiedText.of(verified, evidence, open, remarks);
  }

  /** Who cannot ask the provider still sees all else. */
  private static List<Change> machines(
      Session session, StoredMigration stored, List<Verdict> remarks) {
    try {
      return session.machines(stored.plan().settings(), stored.fact().id());
    } catch (RestitchException e) {
      remarks.add(
          new Verdict(
              Level.WARN,
              "machines-unknown",
              "provider " + stored.plan().settings().provider().name(),
              "whether it has machines that no node runs on is not known: " + e.getMessage(),
              e.remedy()));
      return List.of();
    }
  }

  /** The first phase that is to be true before the end, and is not. */
  private static Optional<String> unfinished(RecordFact record) {
    return Arrays.stream(PhaseName.values())
        .filter(p -> p.before(PhaseName.VERIFIED))
        .filter(p -> record.condition(p).filter(Condition::holds).isEmpty())
        .findFirst()
        .map(p ->
            "the migration is not over: " + p + " is not true yet; `restitch status` shows it");
  }

  private int print(VerifiedText found) {
    cli.out().print(output.choose(() -> found.table(output.wide()), found::data, found::name));
    return found.verified() ? 0 : 1;
  }
}
