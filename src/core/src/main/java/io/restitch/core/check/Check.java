package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;

/** Looks at one thing. Finds nothing, something, or that all is well. */
@FunctionalInterface
interface Check {
  List<Verdict> look(Subject subject);

  static Verdict ok(String code, String subject, String message) {
    return new Verdict(Level.OK, code, subject, message, "");
  }

  static Verdict warn(String code, String subject, String message, String remedy) {
    return new Verdict(Level.WARN, code, subject, message, remedy);
  }

  static Verdict later(PhaseName from, String code, String subject, String message, String remedy) {
    return new Verdict(Level.LATER, code, subject, message, remedy, from);
  }

  static Verdict block(String code, String subject, String message, String remedy) {
    return new Verdict(Level.BLOCK, code, subject, message, remedy);
  }

  /** The same that the run itself would wait for. */
  static Verdict block(Wait obstacle) {
    return block(obstacle.code(), obstacle.subject(), obstacle.reason(), obstacle.remedy());
  }
}
