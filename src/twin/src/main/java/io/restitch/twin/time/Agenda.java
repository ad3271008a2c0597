package io.restitch.twin.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What happens when, in virtual time. Things due at the same time happen in the order they were
 * asked for.
 */
public final class Agenda {
  private record Entry(Instant at, long order, Runnable what) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry o) {
      int byTime = at.compareTo(o.at);
      return byTime != 0 ? byTime : Long.compare(order, o.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private Instant now;
  private long asked;

  /** Nothing to do yet. */
  public Agenda(Instant start) {
    now = start;
  }

  /** The present. */
  public Instant now() {
    return now;
  }

  /** Does something after a while; a negative while is none. */
  public void in(Duration delay, Runnable what) {
    Instant at = delay.isNegative() ? now : now.plus(delay);
    entries.add(new Entry(at, asked++, what));
  }

  /** When the next thing is due. */
  public Optional<Instant> next() {
    return Optional.ofNullable(entries.peek()).map(Entry::at);
  }

  /** Goes to the next thing and does it; false if there is none. */
  public boolean step() {
    Entry entry = entries.poll();
    if (entry == null) {
      return false;
    }
    now = entry.at();
    entry.what().run();
    return true;
  }
}
