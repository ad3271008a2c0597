package io.restitch.host.task;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.Locale;

/**
 * How a task is getting on, as a machine answered.
 *
 * @param state what it does
 * @param status its exit status, once it is done
 */
record Progress(State state, int status) {
  /** What a task does. */
  enum State {
    RUNNING,
    DONE,
    /**
     * Nothing of it is left, and it has no status: the machine lost power, or someone killed it.
     */
    DIED,
    ABSENT
  }

  /** Reads the first line of an answer. */
  static Progress of(String line, String machine) {
    String[] words = line.strip().split(" ");
    for (State state : State.values()) {
      if (state.name().toLowerCase(Locale.ROOT).equals(words[0])) {
        return new Progress(state, state == State.DONE ? number(words, machine, line) : -1);
      }
    }
    throw garbled(machine, line);
  }

  /** An answer that is none: foreign text, which is shown on one line and without secrets. */
  static RestitchException garbled(String machine, String answer) {
    String shown = Lines.printable(new Redaction().of(answer));
    return new RestitchException(
        ErrorCode.TRANSIENT,
        machine + " answered a question about a task with '" + shown + "'",
        "look at /var/lib/restitch on it; is its disk full?");
  }

  private static int number(String[] words, String machine, String line) {
    try {
      return Integer.parseInt(words[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw garbled(machine, line);
    }
  }
}
