package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.wiring.Session;
import io.restitch.cli.wiring.Wiring;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.engine.document.PlanDocument;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A migration of this cluster's likeness in the twin. */
@Command(
    name = "rehearse",
    description = "Reads the cluster, and migrates its likeness in the twin. Changes nothing.",
    footer = {"", "Examples:", "  restitch rehearse", "  restitch rehearse plan.yaml --seed 7"})
final class RehearseCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SettingOptions settings = new SettingOptions();
  @Mixin private Simulating simulating = new Simulating();

  @Parameters(arity = "0..1", paramLabel = "PLAN", description = "A plan saved by `plan --out`.")
  private @Nullable String planFile;

  @Option(
      names = "--until",
      paramLabel = "PHASE",
      description = "End after this phase (default: as far as apply can go here).")
  private @Nullable String until;

  RehearseCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    String file = planFile;
    Plan saved = file == null ? null : PlanDocument.read(file, cli.read(file));
    Settings chosen = saved == null ? settings.read(cli).settings() : saved.settings();
    Wiring.Start start;
    PhaseName last = Planning.phase(until);
    try (Session session = target.connect(cli)) {
      if (saved != null) {
        Planning.sameCluster(saved, session);
      }
      Observed world = session.observe(chosen);
      Settings pinned = session.pinned(chosen);
      start = new Wiring.Start(world, session.shapes(pinned, world));
      Plan plan = cli.wiring().plan(world, pinned, start.shapes());
      if (last == null && plan.furthest().isPresent()) {
        last = plan.furthest().get();
        cli.say("rehearsing as far as apply can go on this cluster: until " + last);
      }
    }
    return simulating.run(cli, chosen, Optional.of(start), last, "restitch-rehearsal-report.md");
  }
}
