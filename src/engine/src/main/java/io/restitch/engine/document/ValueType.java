package io.restitch.engine.document;

import java.util.Map;
import java.util.Optional;

/**
 * What a field may hold: how it is read, written and described.
 *
 * @param <T> what it means
 */
interface ValueType<T> {

  /** Reads it; empty, and a problem told, if it cannot be. */
  Optional<T> read(Tree tree, String path, Problems problems);

  /** Writes it as text, number, boolean, list or map. */
  Object write(T value);

  /** Its JSON schema. */
  Map<String, Object> schema();
}
