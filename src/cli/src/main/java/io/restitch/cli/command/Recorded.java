package io.restitch.cli.command;

import io.restitch.cli.wiring.Session;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.StoredMigration;

/** The migration that a cluster remembers. */
final class Recorded {
  private Recorded() {}

  static StoredMigration of(Session session) {
    return session
        .record()
        .read()
        .orElseThrow(() ->
            new RestitchException(
                ErrorCode.NOT_FOUND,
                "there is no migration in " + session.name(),
                "`restitch plan` shows what one would do"));
  }

  /** One that is neither over nor rolled back: else there is nothing to do this with. */
  static StoredMigration underWay(Session session, String what) {
    StoredMigration stored = of(session);
    boolean over = stored.fact().over();
    if (over || stored.fact().rolledBack()) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "there is nothing to "
              + what
              + ": the migration of "
              + session.name()
              + (over ? " is over" : " is rolled back"),
          over ? "`restitch verify` looks whether it still holds" : "`restitch plan` begins anew");
    }
    return stored;
  }
}
