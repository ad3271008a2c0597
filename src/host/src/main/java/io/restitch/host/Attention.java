package io.restitch.host;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When to look again: soon while something drew attention, later otherwise. */
final class Attention {
  private final Pace pace;
  private long drawn;

  Attention(Pace pace) {
    this.pace = pace;
    this.drawn = System.nanoTime() - pace.attention().toNanos();
  }

  /** There is something to be seen. Who is in a long pause looks soon. */
  synchronized void draw() {
    drawn = System.nanoTime();
    notifyAll();
  }

  /** Waits until it is time for the next look. */
  synchronized void pause() throws InterruptedException {
    long began = System.nanoTime();
    for (long left = left(began); left > 0; left = left(began)) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private long left(long began) {
    long now = System.nanoTime();
    return began + pace.pause(Duration.ofNanos(now - drawn)).toNanos() - now;
  }
}
