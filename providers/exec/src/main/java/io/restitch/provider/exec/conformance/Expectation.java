package io.restitch.provider.exec.conformance;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What an answer has to be like.
 *
 * @param condition whether it is
 * @param description the answer in a few words
 */
record Expectation<T>(Predicate<T> condition, Function<T, String> description) {
  boolean holds(T value) {
    return condition.test(value);
  }

  String describe(T value) {
    return description.apply(value);
  }
}
