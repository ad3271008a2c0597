package io.restitch.twin.promise;

import java.time.Instant;

/** A promise is broken: a fault of restitch, or of the twin. */
public final class PromiseBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PromiseBroken(Instant at, String promise, String what) {
    super("at " + at + ", promise broken: " + promise + ": " + what);
  }
}
