package io.restitch.host;

import java.util.concurrent.TimeUnit;

/** When to look again: soon while something drew attention, later otherwise. */
final class Attention {
  private final Pace pace;
  private long drawn;

  Attention(Pace pace) {
    this.pace = pace;
    this.drawn = System.nanoTime();
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
    boolean attentive = now - drawn < pace.attention().toNanos();
    return began + (attentive ? pace.often() : pace.seldom()).toNanos() - now;
  }
}
