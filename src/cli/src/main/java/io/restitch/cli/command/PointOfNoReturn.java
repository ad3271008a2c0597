package io.restitch.cli.command;

import io.restitch.core.condition.PhaseName;
import org.jspecify.annotations.Nullable;

/** How far an {@code apply} goes that was not told that Calico may be removed. */
final class PointOfNoReturn {
  /** The last phase that a rollback can come back from. */
  static final PhaseName LAST_BEFORE = PhaseName.CALICO_REMOVED.previous().orElseThrow();

  private PointOfNoReturn() {}

  /**
   * The phase to end after.
   *
   * @param asked the last phase that was asked for; null for all
   * @param confirmed whether the removal was confirmed, now or before
   * @return null for all
   */
  static @Nullable PhaseName end(@Nullable PhaseName asked, boolean confirmed) {
    return confirmed || (asked != null && asked.before(PhaseName.CALICO_REMOVED))
        ? asked
        : LAST_BEFORE;
  }
}
