package io.restitch.host.task;

import java.time.Duration;

/** Lets time pass: {@code Thread::sleep} in a real run. */
@FunctionalInterface
public interface Pause {
  /** Returns after this long. */
  void pause(Duration duration) throws InterruptedException;
}
