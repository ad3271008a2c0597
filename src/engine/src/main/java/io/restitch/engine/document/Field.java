package io.restitch.engine.document;

import io.restitch.core.plan.Settings;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of the document's spec.
 *
 * @param path where it stands below {@code spec}, such as {@code workers.surge}
 * @param meaning one sentence for people
 * @param type what it may hold
 * @param get its value in settings; null where it is unset
 * @param <T> what its value means
 */
record Field<T>(
    String path, String meaning, ValueType<T> type, Function<Settings, @Nullable T> get) {

  /** Its value as it is written, unless it is unset. */
  Optional<Object> written(Settings settings) {
    T value = get.apply(settings);
    return value == null ? Optional.empty() : Optional.of(type.write(value));
  }

  /** Its last name: {@code surge}. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The section it stands in: {@code workers}; empty at the top. */
  String section() {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }
}
