package io.restitch.core.decision;

/**
 * Something that is waited for.
 *
 * @param code one word in kebab case, such as {@code budget-exhausted}
 * @param subject the object that is waited for, such as {@code pod shop/cart-0}
 * @param reason why
 * @param remedy what a person can do; empty if it passes by itself
 */
public record Wait(String code, String subject, String reason, String remedy)
    implements Comparable<Wait> {

  /** A wait that passes by itself. */
  public static Wait of(String code, String subject, String reason) {
    return new Wait(code, subject, reason, "");
  }

  /** The same wait, told of in other words. */
  public Wait told(String otherReason, String otherRemedy) {
    return new Wait(code, subject, otherReason, otherRemedy);
  }

  /** What tells it from all others. */
  public String key() {
    return code + " " + subject;
  }

  /** Whether only a person can end it. */
  public boolean needsPerson() {
    return !remedy.isEmpty();
  }

  @Override
  public int compareTo(Wait o) {
    int byCode = code.compareTo(o.code);
    return byCode != 0 ? byCode : subject.compareTo(o.subject);
  }
}
