package io.restitch.host;

import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.fact.Change;
import java.util.List;

/** Takes backups, and knows which can be read from here now. */
public interface Backups extends AutoCloseable {

  /**
   * Takes one piece of the backup, and proves that it can be read.
   *
   * @return all pieces that can be read now
   * @throws io.restitch.core.problem.RestitchException if it cannot be taken or read
   */
  List<Change> take(TakeBackup action);

  /** All pieces that can be read now. */
  List<Change> look();

  /** Ends connections. */
  @Override
  default void close() {}
}
