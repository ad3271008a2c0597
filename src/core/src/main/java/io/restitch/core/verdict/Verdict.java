package io.restitch.core.verdict;

/**
 * One finding of a check.
 *
 * @param level how serious it is
 * @param code one word in kebab case; the same finding always has the same code
 * @param subject the object it is about, such as {@code pod shop/cart-0}
 * @param message what was found
 * @param remedy what a person can do; empty if nothing is to be done
 */
public record Verdict(Level level, String code, String subject, String message, String remedy)
    implements Comparable<Verdict> {

  /** How serious a finding is. */
  public enum Level {
    /** Looked at, and fine. */
    OK,
    /** Worth knowing. */
    WARN,
    /** Goes on only if the operator accepts it by its code. */
    CONSENT,
    /** Does not go on. */
    BLOCK
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
