package io.restitch.engine.port;

import io.restitch.core.action.Action;
import io.restitch.core.fact.Change;
import java.util.List;

/**
 * Carries out one kind of action.
 *
 * @param <A> the kind
 */
@FunctionalInterface
public interface Hand<A extends Action> {

  /**
   * Brings about the effect, or finds that it is there already. Blocks; is called from many
   * threads, but never twice at a time with one key. Retries what the network did to one call, and
   * nothing else.
   *
   * @return what the answer shows of the world; may be empty where a watch will show it
   * @throws io.restitch.core.problem.RestitchException if the effect was refused or did not come
   *     about; the effect may nevertheless have happened
   */
  List<Change> perform(A action);
}
