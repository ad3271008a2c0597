package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.StatusText;
import io.restitch.cli.wiring.Session;
import io.restitch.core.decide.Decider;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Observed;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort.AtWork;
import io.restitch.engine.port.StoredMigration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the record; writes nothing. */
@Command(
    name = "status",
    description = "Shows how far the migration is. Changes nothing.",
    footer = {
      "",
      "Examples:",
      "  restitch status",
      "  restitch status -w",
      "  restitch status -o json"
    })
final class StatusCommand implements Callable<Integer> {
  private static final long EVERY_MILLIS = 2000;

  /**
   * After so many looks at the record, the whole is looked at again: what is waited for changes.
   */
  private static final int BEAT = 8;

  /** What only a look inside a control plane tells. */
  private static final Set<String> OF_MACHINES =
      Set.of("network-left", "host-unseen", "host-unreachable", "etcd-healthy");

  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-w", "--watch"},
      description = "Go on, and print what changes.")
  private boolean watch;

  private String shown = "";

  StatusCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = target.connect(cli)) {
      Seen seen = look(session);
      show(session, seen);
      for (int looks = 1; watch && !seen.stored().fact().over(); looks++) {
        Thread.sleep(EVERY_MILLIS);
        Seen now = look(session);
        if (!now.equals(seen) || looks % BEAT == 0) {
          seen = now;
          show(session, seen);
        }
      }
      return 0;
    }
  }

  /**
   * What is looked at again and again; the whole cluster only when it has changed, and now and
   * then.
   */
  private record Seen(StoredMigration stored, Optional<AtWork> holder) {}

  private static Seen look(Session session) {
    return new Seen(Recorded.of(session), holder(session));
  }

  /** Those who were given our roles before this was in them still see the rest. */
  private static Optional<AtWork> holder(Session session) {
    try {
      return session.lease().holder();
    } catch (RestitchException e) {
      if (e.code() != ErrorCode.FORBIDDEN) {
        throw e;
      }
      return Optional.of(new AtWork("not known: " + e.getMessage(), List.of(), false));
    }
  }

  private void show(Session session, Seen seen) {
    String text = text(session, seen);
    if (!text.equals(shown)) {
      cli.out().print(shown.isEmpty() ? text : "\n" + text);
      cli.out().flush();
      shown = text;
    }
  }

  private String text(Session session, Seen seen) {
    StoredMigration stored = seen.stored();
    return output.choose(
        () -> {
          Observed world = session.observe();
          return StatusText.of(stored, seen.holder(), world, waits(world, seen));
        },
        () -> {
          Observed world = session.observe();
          return StatusText.map(stored, seen.holder(), world, waits(world, seen));
        },
        () -> "migration/" + stored.name() + "\n");
  }

  /**
   * What only a person can end. The restitch that is at work says it, for it sees into machines;
   * without one it is found as that one would find it, as far as the API server alone shows it.
   */
  private static List<Wait> waits(Observed world, Seen seen) {
    StoredMigration stored = seen.stored();
    if (seen.holder().filter(h -> !h.waits().isEmpty()).isPresent()) {
      return seen.holder().get().waits();
    }
    InFlight busy =
        new InFlight(Map.of(), Map.of(), Map.of(), stored.plan().furthest().orElse(null));
    Observed looked = world.fold(new Change.MachinesSeen(List.of(), new TreeSet<>()));
    return stored.fact().underWay()
        ? Decider.decide(looked, stored.plan(), busy).waits().stream()
            .filter(Wait::needsPerson)
            .filter(w -> !OF_MACHINES.contains(w.code()))
            .toList()
        : List.of();
  }
}
