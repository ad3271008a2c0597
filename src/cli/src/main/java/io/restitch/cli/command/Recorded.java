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
}
