package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.Rows;
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
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Phases;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Plan;
import io.restitch.engine.port.StoredMigration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Looks whether the end is as it should be, on control-plane machines too; whatever the record
 * says.
 */
@Command(
    name = "verify",
    description = "Looks whether the migrated cluster is as it should be. Changes nothing.",
    footer = {"", "Exit status 1 if something is not.", "", "Examples:", "  restitch verify"})
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
      Plan plan = stored.plan();
      Optional<PhaseName> unfinished = unfinished(stored.fact());
      if (unfinished.isPresent()) {
        return tooEarly(stored.fact(), unfinished.get());
      }
      Observed world =
          session
              .observe(plan.settings())
              .fold(new Change.CalicoListed(session.calico().objects()));
      View view = new View(world, plan, stored.fact(), InFlight.NOTHING);
      Phase last =
          Phases.ALL.stream().filter(p -> p.name() == PhaseName.VERIFIED).findFirst().orElseThrow();
      Step step = last.forward(view);
      List<Wait> open = new ArrayList<>(step.waits());
      if (Machines.touched(plan.settings())) {
        open.addAll(Leftovers.of(view, Direction.FORWARD));
      }
      boolean verified = step.holds() && open.isEmpty();
      List<Map<String, String>> found = new ArrayList<>();
      open.forEach(w -> {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("code", w.code());
        row.put("subject", w.subject());
        row.put("reason", w.reason());
        row.put("remedy", w.remedy());
        found.add(row);
      });
      return print(verified, step.evidence(), found, table(step, open));
    }
  }

  /** The first phase that is to be true before there is something to verify, and is not. */
  private static Optional<PhaseName> unfinished(RecordFact record) {
    return Arrays.stream(PhaseName.values())
        .filter(p -> p.before(PhaseName.VERIFIED))
        .filter(p -> record.condition(p).filter(Condition::holds).isEmpty())
        .findFirst();
  }

  private int tooEarly(RecordFact record, PhaseName open) {
    String what =
        record.rolledBack()
            ? "the migration was rolled back, there is nothing to verify"
            : "the migration is not over: " + open + " is not true yet; `restitch status` shows it";
    return print(false, what, List.of(), "✘ " + what + "\n");
  }

  private int print(
      boolean verified, String evidence, List<Map<String, String>> missing, String table) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("verified", verified);
    data.put("evidence", evidence);
    data.put("missing", missing);
    cli.out()
        .print(output.choose(() -> table, () -> data, () -> verified ? "verified\n" : "open\n"));
    return verified ? 0 : 1;
  }

  private static String table(Step step, List<Wait> open) {
    if (open.isEmpty()) {
      return (step.holds() ? "✔ " : "✘ ") + step.evidence() + "\n";
    }
    Rows rows = new Rows("OPEN", "SUBJECT", "REASON", "REMEDY");
    open.forEach(w -> rows.add(w.code(), w.subject(), w.reason(), w.remedy()));
    return rows
        + (open.size() == 1 ? "✘ 1 thing is open\n" : "✘ " + open.size() + " things are open\n");
  }
}
