package io.restitch.host.backup;

import java.util.Map;
import java.util.Optional;

/**
 * A piece, ready to be kept.
 *
 * @param content writes it
 * @param promised size and hash that its source told, if it knows
 * @param details for its {@link Note}
 * @param done clears up at its source once it is kept, or cannot be
 */
record Source(
    Content content, Optional<Stored> promised, Map<String, String> details, Runnable done) {
  Source {
    details = Map.copyOf(details);
  }

  /** One that is made while it is written. */
  static Source of(Content content, Map<String, String> details) {
    return new Source(content, Optional.empty(), details, () -> {});
  }
}
