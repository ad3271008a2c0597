package io.restitch.core.condition;

import java.time.Instant;

/**
 * How a phase stands, as the record keeps it.
 *
 * @param phase the phase
 * @param status how it stands
 * @param reason one word, such as {@code Waiting}
 * @param message for people: evidence, or what is missing; its first line says it all in short
 * @param since when the status last changed
 */
public record Condition(
    PhaseName phase, Status status, String reason, String message, Instant since) {
  /** The reason of a phase that found something in its way, before it changed anything. */
  public static final String REFUSED = "Blocked";

  /** How a phase stands. */
  public enum Status {
    /** Its effects have been asked for, and it is not true yet. */
    STARTED,
    /** True, and seen to be. */
    TRUE,
    /** True by the operator's word only. */
    ATTESTED,
    /** Was started, and has been undone. */
    UNDONE
  }

  /** The message in short. */
  public String summary() {
    return message.lines().findFirst().orElse("");
  }

  /** Whether something stood in its way, before it changed anything. */
  public boolean refused() {
    return status == Status.STARTED && reason.equals(REFUSED);
  }

  /** Whether later phases may build on it. */
  public boolean holds() {
    return status == Status.TRUE || status == Status.ATTESTED;
  }
}
