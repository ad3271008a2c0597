package io.restitch.host;

import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Unreached;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.look.Observation;
import io.restitch.host.task.Script;
import io.restitch.host.task.Tasks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one machine, one look at a time, so that what is told of it is never older than what was
 * told before.
 */
final class Looks {
  private final String machine;
  private final Tasks tasks;
  private final Supplier<Script> observe;
  private final InstantSource clock;
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable HostFact last;

  /**
   * @param observe the script that looks
   */
  Looks(String machine, Tasks tasks, Supplier<Script> observe, InstantSource clock) {
    this.machine = machine;
    this.tasks = tasks;
    this.observe = observe;
    this.clock = clock;
  }

  /**
   * The machine as it is now, or why that cannot be seen.
   *
   * @param sink is told of it before another look begins
   */
  HostFact look(Consumer<HostFact> sink) {
    turn.lock();
    try {
      HostFact now = observed(last);
      last = now;
      sink.accept(now);
      return now;
    } finally {
      turn.unlock();
    }
  }

  private HostFact observed(@Nullable HostFact before) {
    try {
      Instant asked = clock.instant();
      String printed = tasks.look(machine, observe.get());
      return new Observation(asked, clock.instant()).of(machine, printed);
    } catch (RestitchException e) {
      Unreached why = new Unreached(e.getMessage(), e.remedy());
      return before == null ? HostFact.unreached(machine, why) : before.lost(why);
    }
  }
}
