package io.restitch.engine.port;

import io.restitch.core.action.HostAction;
import io.restitch.core.fact.Change;
import java.util.List;
import java.util.function.Consumer;

/** Control-plane machines from inside, and backups. */
public interface HostPort extends Hand<HostAction> {

  /**
   * Looks at every control-plane machine and at the backups once. A machine that cannot be looked
   * at is a fact too, with the reason; this does not fail because of one.
   */
  List<Change> look();

  /**
   * Looks, gives it to the sink, and then looks again and again, and after each action: there is
   * nothing on a machine that could tell of changes. From one thread at a time. Returns when the
   * first look was given.
   *
   * @param said takes the lines that tasks print for people, with machine and task before them, and
   *     without secrets; from any thread
   * @return ends it
   */
  Watch watch(Consumer<List<Change>> sink, Consumer<String> said);

  /**
   * From now on this is asked before anything is started on a machine, however long it was waited
   * for: it throws if another restitch may be at work by then.
   */
  default void guard(Runnable stillOurs) {}

  /** Ends connections. What runs on machines goes on there. */
  default void close() {}

  /** A running watch. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
