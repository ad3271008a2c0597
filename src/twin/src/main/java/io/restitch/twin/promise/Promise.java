package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import java.util.Optional;

/** Something that must hold, whatever happens. */
interface Promise {

  /** What is promised, in one line. */
  String words();

  /** What would be broken if this took effect now. */
  default Optional<String> beforeEffect(Scene scene, Action action) {
    return Optional.empty();
  }

  /** What is broken after something changed. */
  default Optional<String> afterEvent(Scene scene) {
    return Optional.empty();
  }
}
