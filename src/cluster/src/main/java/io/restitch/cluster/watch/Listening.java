package io.restitch.cluster.watch;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks agents of ours for their last word, as long as one is waited for: the last line of a pod's
 * log. An agent has no rights in the cluster, and so nowhere else to write.
 *
 * @param <R> what it says
 */
final class Listening<R> {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final long PAUSE_MILLIS = 1000;
  private static final int AT_A_TIME = 16;

  private final Api api;
  private final Supplier<SortedMap<String, String>> unheard;
  private final Function<String, R> reader;
  private final BiFunction<String, R, List<Change>> heard;

  /**
   * @param unheard whom to ask now: pods by node
   * @param reader reads a line; throws {@link IllegalArgumentException} if it is no report
   * @param heard takes what was said
   */
  Listening(
      Api api,
      Supplier<SortedMap<String, String>> unheard,
      Function<String, R> reader,
      BiFunction<String, R, List<Change>> heard) {
    this.api = api;
    this.unheard = unheard;
    this.reader = reader;
    this.heard = heard;
  }

  /** Asks once a second, until it is interrupted. */
  void listen(Dispatcher to) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        round(to);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("listening ends");
    }
  }

  private void round(Dispatcher to) throws InterruptedException {
    SortedMap<String, String> now = unheard.get();
    if (now.isEmpty()) {
      return;
    }
    try (ExecutorService few =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      now.forEach((node, pod) -> few.execute(() -> ask(node, pod, to)));
      few.shutdown();
    }
  }

  private void ask(String node, String pod, Dispatcher to) {
    try {
      Optional<R> said = last(pod);
      if (said.isPresent()) {
        to.add(() -> heard.apply(node, said.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RestitchException | IllegalArgumentException e) {
      LOG.debug("pod {} says nothing that helps: {}", pod, e.getMessage());
    }
  }

  private Optional<R> last(String pod) {
    String path =
        "/api/v1/namespaces/%s/pods/%s/log?container=agent&tailLines=1&limitBytes=65536"
            .formatted(Names.SYSTEM, pod);
    Answer answer = api.send(Call.get(path, "log of pod " + pod));
    return answer.ok() && !answer.body().isBlank()
        ? Optional.of(reader.apply(answer.body()))
        : Optional.empty();
  }
}
