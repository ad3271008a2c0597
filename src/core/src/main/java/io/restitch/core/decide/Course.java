package io.restitch.core.decide;

import io.restitch.core.decision.Outcome;
import io.restitch.core.phase.Step;
import java.util.List;

/**
 * What one way of going on says, before it is held against what is under way.
 *
 * @param outcome whether it goes on
 * @param step what to do and to wait for
 */
record Course(Outcome outcome, Step step) {
  static Course todo(Step step) {
    return new Course(Outcome.CONTINUE, step);
  }

  static Course over(Outcome outcome) {
    return new Course(outcome, Step.todo("", List.of(), List.of()));
  }

  static Course over(Outcome outcome, Step step) {
    return new Course(outcome, step);
  }
}
