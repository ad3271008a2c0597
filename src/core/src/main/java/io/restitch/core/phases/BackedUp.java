package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All pieces of the backup can be read from here: one etcd snapshot, Calico's objects, the files of
 * every control-plane machine and its provider's snapshots.
 *
 * <p>No piece is older than {@code backup.maxAge} when this becomes true. It does not become untrue
 * by age while workers are replaced; before the first conversion, pieces that are older, or cannot
 * be read from here any more, are taken again.
 */
public final class BackedUp implements Phase {
  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  @Override
  public PhaseName name() {
    return PhaseName.BACKED_UP;
  }

  @Override
  public Step forward(View view) {
    boolean held = view.record().condition(name()).filter(Condition::holds).isPresent();
    List<Action> missing = missing(view, held ? ANY_AGE : view.plan().settings().backup().maxAge());
    return missing.isEmpty()
        ? Step.done(BackupEvidence.of(view.world().platform().backups()))
        : Step.todo(missing.size() + " pieces to be taken", missing, List.of());
  }

  @Override
  public Step backward(View view) {
    return Step.done("backups are kept");
  }

  /** The pieces that are not there, or not young enough. */
  static List<Action> missing(View view, Duration maxAge) {
    List<Action> missing = new ArrayList<>();
    want(view, maxAge, Kind.ETCD, "", missing);
    want(view, maxAge, Kind.OBJECTS, "", missing);
    for (Conversion machine : view.plan().conversions()) {
      want(view, maxAge, Kind.HOST_FILES, machine.nodeName(), missing);
      if (!machine.machineId().isEmpty()) {
        want(view, maxAge, Kind.MACHINE_SNAPSHOT, machine.nodeName(), missing);
      }
    }
    return missing;
  }

  private static void want(
      View view, Duration maxAge, Kind kind, String subject, List<Action> missing) {
    boolean there =
        view.world().platform().backups().stream()
            .filter(b -> b.kind() == kind && b.subject().equals(subject))
            .map(BackupFact::takenAt)
            .anyMatch(at -> !at.isBefore(view.world().now().minus(maxAge)));
    if (!there) {
      missing.add(new TakeBackup(kind, subject));
    }
  }
}
