package io.restitch.core.verdict;

import io.restitch.core.condition.PhaseName;
import org.jspecify.annotations.Nullable;

/**
 * One finding of a check.
 *
 * @param level how serious it is
 * @param code one word in kebab case; the same finding always has the same code
 * @param subject the object it is about, such as {@code pod shop/cart-0}
 * @param message what was found
 * @param remedy what a person can do; empty if nothing is to be done
 * @param from the phase that a finding of level {@code LATER} forbids, or for which a {@code
 *     CONSENT} is needed, and all after it; null: all
 */
public record Verdict(
    Level level,
    String code,
    String subject,
    String message,
    String remedy,
    @Nullable PhaseName from)
    implements Comparable<Verdict> {
  /** A finding that is about all phases, or none. */
  public Verdict(Level level, String code, String subject, String message, String remedy) {
    this(level, code, subject, message, remedy, null);
  }

  /** How serious a finding is. */
  public enum Level {
    /** Looked at, and fine. */
    OK,
    /** Worth knowing. */
    WARN,
    /** Goes only as far as the phase before {@link Verdict#from}. */
    LATER,
    /** Goes on only if the operator accepts it by its code. */
    CONSENT,
    /** Does not go on. */
    BLOCK
  }

  /**
   * Whether it forbids a phase, unless it is accepted.
   *
   * @param phase the last phase that is wanted; null for all
   */
  public boolean forbids(@Nullable PhaseName phase) {
    return switch (level) {
      case BLOCK -> true;
      case CONSENT -> phase == null || from == null || !phase.before(from);
      case LATER -> phase == null || from == null || !phase.before(from);
      case OK, WARN -> false;
    };
  }

  /** The most serious first, then by code and subject. */
  @Override
  public int compareTo(Verdict o) {
    int byLevel = o.level.compareTo(level);
    if (byLevel != 0) {
      return byLevel;
    }
    int byCode = code.compareTo(o.code);
    return byCode != 0 ? byCode : subject.compareTo(o.subject);
  }
}
