package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.run.Holder;
import io.restitch.cli.run.Interrupts;
import io.restitch.cli.show.BridgeTable;
import io.restitch.cli.wiring.Session;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.MapNews;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.core.phases.Bridged;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.loop.RangeWatch;
import io.restitch.engine.port.StoredMigration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the bridge; with {@code --watch} it is kept as the nodes are while nothing runs. */
@Command(
    name = "bridge",
    description =
        "Shows which nodes and ranges the bridge joins; --watch keeps them fresh while nothing runs.",
    footer = {
      "",
      "Without --watch it changes nothing. With it the bridge's agents are told of nodes and of",
      "Calico's blocks as they come and go, as apply does it, and nothing else is done. It gives way",
      "to apply, rollback and abort at once; Ctrl-C ends it.",
      "",
      "Examples:",
      "  restitch bridge",
      "  restitch bridge -o json",
      "  restitch bridge --watch     (while apply is paused)"
    })
final class BridgeCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-w", "--watch"},
      description = "Keep ranges fresh, and print what changes.")
  private boolean watch;

  private @Nullable BridgeMap shown;

  BridgeCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = target.connect(cli)) {
      StoredMigration stored = Recorded.of(session);
      Observed world = session.observe();
      refuseWithout(stored, world);
      if (watch) {
        session.mayApply(stored.plan().settings());
        keep(stored, session.ranges(Holder.of(cli.here()), cli::say));
      } else {
        show(world);
      }
      return 0;
    }
  }

  private void keep(StoredMigration stored, RangeWatch ranges) throws InterruptedException {
    try (Interrupts interrupts = new Interrupts(ranges::end, ranges::end)) {
      Optional<String> why = ranges.run(stored.plan(), this::show);
      if (why.isPresent()) {
        cli.say("ended: " + why.get());
        cli.say("→ restitch status shows who is at work");
      } else {
        cli.say("ended: ranges are frozen until somebody keeps them fresh again");
        cli.say("→ restitch apply goes on, restitch bridge --watch does nothing else");
      }
    }
  }

  private void show(Observed world) {
    BridgeMap now = world.fabrics().bridge().map();
    BridgeMap before = shown;
    cli.out()
        .print(
            output.choose(
                () -> before == null ? BridgeTable.of(world, output.wide()) : news(before, now),
                () -> BridgeTable.map(world),
                () -> BridgeTable.names(world)));
    cli.out().flush();
    shown = now;
  }

  private static String news(BridgeMap before, BridgeMap now) {
    List<String> lines = MapNews.between(before, now);
    String number = "map " + now.generation() + ": ";
    return lines.isEmpty()
        ? number + "the same nodes and ranges\n"
        : number + String.join("; ", lines) + "\n";
  }

  private static void refuseWithout(StoredMigration stored, Observed world) {
    View view = new View(world, stored.plan(), stored.fact(), InFlight.NOTHING);
    if (Bridged.stands(view)) {
      return;
    }
    if (view.attested(PhaseName.BRIDGED)) {
      throw none("Bridged is attested, so that pods are joined by what is not restitch's");
    }
    throw none(
        view.started(PhaseName.UNBRIDGED)
            ? "it was taken away, and is not needed any more"
            : view.started(PhaseName.BRIDGED)
                ? "it does not stand, or its agents know of no nodes yet"
                : "Bridged has not begun, or is undone");
  }

  private static RestitchException none(String why) {
    return new RestitchException(
        ErrorCode.NOT_FOUND,
        "there is no bridge: " + why,
        "restitch status shows how far it is; there are no ranges to keep fresh");
  }
}
