package io.restitch.lab;

import java.util.Arrays;
import java.util.Optional;

/** Moments at which a run may be killed: an enum in the order in which a run meets them. */
interface KillMoment {
  /** Whether a run has come to it. */
  boolean seen(Told told);

  /** The last of this moment and those after it that a run has come to; nothing before this one. */
  static <M extends Enum<M> & KillMoment> Optional<M> reached(M first, Told told) {
    return Arrays.stream(first.getDeclaringClass().getEnumConstants())
        .filter(m -> m.compareTo(first) >= 0 && m.seen(told))
        .reduce((earlier, later) -> later);
  }

  /** The moment after this one, if there is one. */
  static <M extends Enum<M> & KillMoment> Optional<M> next(M moment) {
    return Arrays.stream(moment.getDeclaringClass().getEnumConstants())
        .filter(m -> m.compareTo(moment) > 0)
        .findFirst();
  }
}
