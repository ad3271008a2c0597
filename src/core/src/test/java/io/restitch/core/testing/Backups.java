package io.restitch.core.testing;

import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.BackupFact;
import io.restitch.core.fact.Observed;
import java.util.ArrayList;
import java.util.List;

/** Pieces of a backup. */
final class Backups {
  private Backups() {}

  static List<BackupFact> with(Observed world, TakeBackup a) {
    List<BackupFact> all = new ArrayList<>(world.platform().backups());
    all.removeIf(b -> b.kind() == a.kind() && b.subject().equals(a.subject()));
    all.add(new BackupFact(a.kind(), a.subject(), world.now(), "here", 1, "hash"));
    return all;
  }
}
