package io.restitch.engine.loop;

import io.restitch.core.fact.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a watch tells, from its threads to the one that looks. */
final class News implements Consumer<List<Change>> {
  private static final long LOOK_MILLIS = 1000;

  private final LinkedBlockingQueue<List<Change>> told = new LinkedBlockingQueue<>();

  @Override
  public void accept(List<Change> changes) {
    told.add(changes);
  }

  /** Whoever looks does so at once. */
  void wake() {
    told.add(List.of());
  }

  /** All that was told since, in its order; waits up to a second for the first of it. */
  List<Change> take() throws InterruptedException {
    List<Change> changes = new ArrayList<>();
    List<Change> first = told.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    while (first != null) {
      changes.addAll(first);
      first = told.poll();
    }
    return changes;
  }
}
