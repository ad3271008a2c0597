package io.restitch.twin.world;

import io.restitch.core.decision.Wait;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort;
import io.restitch.twin.time.Agenda;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lock, kept in the simulated cluster. */
final class TwinLease implements LeasePort {
  private static final Duration DURATION = Duration.ofSeconds(30);

  private final Agenda agenda;
  private @Nullable Held held;
  private boolean borrowed;
  private long changes;

  TwinLease(Agenda agenda) {
    this.agenda = agenda;
  }

  @Override
  public Held acquire(String holder, Consumer<String> waiting) {
    Held now = take(holder);
    borrowed = false;
    return now;
  }

  @Override
  public Held borrow(String holder, Consumer<String> waiting) {
    Held now = take(holder);
    borrowed = true;
    return now;
  }

  private Held take(String holder) {
    Held before = held;
    boolean alive =
        before != null && agenda.now().isBefore(before.renewedAt().plus(before.duration()));
    if (before != null && alive && !borrowed && !before.holder().equals(holder)) {
      throw new RestitchException(ErrorCode.LOCKED, before.holder() + " is at work", "");
    }
    Held now = new Held(holder, ++changes, agenda.now(), DURATION);
    held = now;
    return now;
  }

  @Override
  public Held renew(Held ours, List<Wait> waits) {
    Held before = held;
    if (before == null || before.fence() != ours.fence()) {
      throw new RestitchException(ErrorCode.LOST_LOCK, "the Lease is somebody else's", "");
    }
    Held now = new Held(ours.holder(), ours.fence(), agenda.now(), DURATION);
    held = now;
    return now;
  }

  @Override
  public Optional<AtWork> holder() {
    return Optional.ofNullable(held).map(h -> new AtWork(h.holder(), List.of(), borrowed));
  }

  @Override
  public void release(Held ours) {
    Held before = held;
    if (before != null && before.fence() == ours.fence()) {
      held = null;
    }
  }
}
