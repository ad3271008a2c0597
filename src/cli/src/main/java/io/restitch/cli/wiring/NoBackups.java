package io.restitch.cli.wiring;

import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.Backups;
import java.util.List;

/** Backups are the operator's work in this release: he attests the phase. */
final class NoBackups implements Backups {
  @Override
  public List<Change> take(TakeBackup action) {
    throw new RestitchException(
        ErrorCode.BLOCKED,
        "this release cannot " + action.describe(),
        "do it by hand and attest BackedUp");
  }

  @Override
  public List<Change> look() {
    return List.of();
  }
}
