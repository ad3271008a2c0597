package io.restitch.provider.exec;

import java.time.Duration;

/** Waits; a parameter, so that tests need not. */
@FunctionalInterface
public interface Sleeper {
  /** Returns after this time. */
  void sleep(Duration time) throws InterruptedException;
}
