package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.run.Runner;
import io.restitch.cli.show.PlanText;
import io.restitch.cli.wiring.Session;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.document.PlanDocument;
import io.restitch.engine.port.StoredMigration;
import io.restitch.engine.port.World;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Carries a plan out, or goes on with the one in the cluster.
 *
 * <ol>
 *   <li>A migration that is under way goes on with its approved plan; a saved plan must be the
 *       same.
 *   <li>Otherwise a saved plan must be what would be planned now; without one it is planned now.
 *   <li>What stands in the way ends it, before anything is touched: verdicts, rights that are
 *       missing, a provider that does not answer.
 *   <li>The operator sees the plan and says yes; the event log is proved to be writable.
 *   <li>The plan is approved in the record, and run.
 * </ol>
 */
@Command(
    name = "apply",
    description = "Carries out a plan, or goes on with the one under way. Asks first.",
    footer = {
      "",
      "Without --confirm-removal it ends before Calico is removed.",
      "Ctrl-C finishes what is under way and pauses; a second one stops at once.",
      "",
      "Examples:",
      "  restitch apply plan.yaml",
      "  restitch apply --until WorkersReplaced --yes",
      "  restitch apply            (goes on, from any machine)",
      "  restitch apply --yes --confirm-removal   (the whole way, and nobody is asked)"
    })
final class ApplyCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SettingOptions settings = new SettingOptions();
  @Mixin private RunOptions run = new RunOptions();

  @Parameters(arity = "0..1", paramLabel = "PLAN", description = "A plan saved by `plan --out`.")
  private @Nullable String planFile;

  @Option(names = "--until", paramLabel = "PHASE", description = "End after this phase.")
  private @Nullable String until;

  @Option(
      names = "--confirm-removal",
      description = "Name the point of no return: Calico may be removed.")
  private boolean confirmRemoval;

  ApplyCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    PhaseName last = Planning.phase(until);
    String file = planFile;
    Plan saved = file == null ? null : PlanDocument.read(file, cli.read(file));
    try (Session session = target.connect(cli)) {
      if (saved != null) {
        Planning.sameCluster(saved, session);
      }
      Optional<StoredMigration> stored = session.record().read();
      if (stored.isPresent() && stored.get().fact().over() && saved == null) {
        cli.say("this migration is over; `restitch verify` looks whether it still holds");
        return 0;
      }
      refuseAnother(saved, stored);
      Optional<StoredMigration> begun = stored.filter(s -> goesOn(s, saved));
      Plan plan = begun.isPresent() ? begun.get().plan() : fresh(session, saved, last);
      refuseOther(session, plan, begun.isPresent());
      if (begun.isPresent() ? ahead(session, begun.get(), last) : Blocked.tell(cli, plan, last)) {
        return ErrorCode.BLOCKED.exitStatus();
      }
      session.mayApply(plan.settings());
      World world = session.world(plan, run.directory(cli, session.name()));
      PhaseName end = PointOfNoReturn.end(last, confirmRemoval || confirmed(begun));
      ask(session, plan, begun, last, end);
      Runner runner = run.prepared(cli, session.name());
      approve(session, plan, begun);
      return carryOut(session, runner, world, plan, last, end);
    }
  }

  /** As far as was asked for, and never past the point of no return without the word for it. */
  private int carryOut(
      Session session,
      Runner runner,
      World world,
      Plan plan,
      @Nullable PhaseName last,
      @Nullable PhaseName end)
      throws InterruptedException {
    int status = runner.run(world, plan, end, Intent.RUN);
    if (status != 0 || Objects.equals(end, last)) {
      return status;
    }
    if (confirmed(session.record().read())) {
      World anew = session.world(plan, run.directory(cli, session.name()));
      return runner.run(anew, plan, last, Intent.RUN);
    }
    cli.say("Calico's removal waits for your word: there is no way back from it");
    cli.say("→ restitch removal lists what goes, restitch apply --confirm-removal goes on");
    return ErrorCode.BLOCKED.exitStatus();
  }

  /** Whether it was confirmed that Calico may be removed: from any shell. */
  private static boolean confirmed(Optional<StoredMigration> migration) {
    return migration.filter(m -> m.fact().notes().confirmedRemoval()).isPresent();
  }

  private static boolean goesOn(StoredMigration stored, @Nullable Plan saved) {
    return !stored.fact().over()
        && !stored.fact().rolledBack()
        && !stored.fact().refused()
        && same(saved, stored);
  }

  private Plan fresh(Session session, @Nullable Plan saved, @Nullable PhaseName last) {
    if (saved == null) {
      return Planning.fresh(cli, session, settings.read(cli).settings());
    }
    Settings.Provider provider = saved.settings().provider();
    Settings unpinned = saved.settings().with(provider.pinned(provider.path(), ""));
    Planning.current(saved, Planning.fresh(cli, session, unpinned), last);
    return saved;
  }

  private void refuseOther(Session session, Plan plan, boolean goesOn) {
    if (goesOn) {
      settings.refuseOther(
          cli,
          session,
          plan,
          "leave these options away to go on with it; to change them, `restitch abort` and plan"
              + " anew");
    } else if (planFile != null) {
      settings.refuseOther(
          cli, session, plan, "give these options to `restitch plan --out " + planFile + "`");
    }
  }

  /**
   * Whether something is known to stand in the way of a later phase that has not begun: what has
   * begun has to go on, whatever is found.
   */
  private boolean ahead(Session session, StoredMigration begun, @Nullable PhaseName last) {
    Observed world = session.observe(begun.plan().settings());
    Plan now = cli.wiring().plan(world, begun.plan().settings(), Shapes.NONE);
    List<Verdict> later =
        now.blocking(last).stream()
            .filter(v -> v.level() == Verdict.Level.LATER)
            .filter(v -> v.from() != null && begun.fact().condition(v.from()).isEmpty())
            .toList();
    return Blocked.tell(cli, later);
  }

  private void ask(
      Session session,
      Plan plan,
      Optional<StoredMigration> begun,
      @Nullable PhaseName last,
      @Nullable PhaseName end) {
    if (begun.isPresent()) {
      cli.say("going on with plan " + PlanDocument.hash(plan).substring(0, 12));
      settings
          .differences(cli, session, plan)
          .forEach(d -> cli.say("not as the file says, for the plan goes by its own: " + d));
      if (begun.get().fact().intent() == Intent.PAUSE) {
        cli.say(
            begun.get().fact().turnedBack()
                ? "a rollback was paused; this turns forward again"
                : "it was paused; this takes the pause back");
      }
    } else {
      cli.say(PlanText.of(plan, false));
    }
    Planning.confirm(
        cli, session, run.yes(), "This changes cluster " + session.name() + far(last, end));
  }

  private static String far(@Nullable PhaseName last, @Nullable PhaseName end) {
    if (!Objects.equals(end, last)) {
      return ", as far as " + end + ". Removing Calico needs --confirm-removal.";
    }
    return (last == null ? ", to the end." : ", as far as " + last + ".")
        + (last == null || !last.before(PhaseName.CALICO_REMOVED)
            ? " Calico is removed; there is no way back from there."
            : "");
  }

  private void approve(Session session, Plan plan, Optional<StoredMigration> begun) {
    if (begun.isEmpty()) {
      session.record().approve(plan, PlanDocument.hash(plan));
    } else {
      Intent intent = begun.get().fact().intent();
      if (intent == Intent.ROLLBACK) {
        throw new RestitchException(
            ErrorCode.BLOCKED,
            "a rollback is under way",
            "`restitch rollback` goes on with it, `restitch resume` turns forward again");
      }
      if (intent != Intent.RUN) {
        session.record().intend(Intent.RUN);
      }
    }
    if (confirmRemoval) {
      session.record().confirmRemoval();
    }
  }

  /** What has begun goes on with its own plan. */
  private static void refuseAnother(@Nullable Plan saved, Optional<StoredMigration> stored) {
    if (saved != null
        && stored.isPresent()
        && stored.get().fact().underWay()
        && !same(saved, stored.get())) {
      throw new RestitchException(
          ErrorCode.STALE_PLAN,
          "a migration with another plan is under way: "
              + stored.get().fact().planHash()
              + ", not "
              + PlanDocument.hash(saved),
          "`restitch apply` without a file goes on with it; after `restitch abort` another can begin");
    }
  }

  private static boolean same(@Nullable Plan saved, StoredMigration stored) {
    return saved == null || PlanDocument.hash(saved).equals(stored.fact().planHash());
  }
}
