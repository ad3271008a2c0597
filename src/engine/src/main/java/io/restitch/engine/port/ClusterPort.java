package io.restitch.engine.port;

import io.restitch.core.action.ClusterAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import java.util.List;
import java.util.function.Consumer;

/** Nodes, pods and all that the API server shows. */
public interface ClusterPort extends Hand<ClusterAction> {

  /**
   * What identifies the cluster.
   *
   * @throws io.restitch.core.problem.RestitchException if it cannot be reached, credentials are
   *     refused or rights are missing (naming verb and resource)
   */
  ClusterFact identify();

  /** Reads everything once, and follows nothing. */
  List<Change> look();

  /**
   * Reads everything once, gives it to the sink as one list, and then every change as it happens,
   * in order for one object, from one thread at a time. Returns when the first list was given.
   * After a gap the sink gets everything again, with what is gone.
   *
   * @return closes the watch
   */
  Watch watch(Consumer<List<Change>> sink);

  /** A running watch. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
