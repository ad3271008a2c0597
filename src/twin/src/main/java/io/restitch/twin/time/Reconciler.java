package io.restitch.twin.time;

import java.time.Duration;
import java.util.function.Supplier;

/** A controller's rhythm: poked as often as you like, it looks once, a little later. */
public final class Reconciler {
  private final Agenda agenda;
  private final Supplier<Duration> delay;
  private final Runnable work;
  private boolean due;

  /**
   * A controller.
   *
   * @param agenda when things happen
   * @param delay how long it takes from the first poke to the look
   * @param work the look
   */
  public Reconciler(Agenda agenda, Supplier<Duration> delay, Runnable work) {
    this.agenda = agenda;
    this.delay = delay;
    this.work = work;
  }

  /** Something may have changed. */
  public void poke() {
    if (!due) {
      due = true;
      agenda.in(
          delay.get(),
          () -> {
            due = false;
            work.run();
          });
    }
  }
}
