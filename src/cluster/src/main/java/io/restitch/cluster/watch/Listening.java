package io.restitch.cluster.watch;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks agents of ours for their last word, as long as one is waited for: the last line of a pod's
 * log. An agent has no rights in the cluster, and so nowhere else to write. One whose kubelet does
 * not answer keeps nobody from asking the others.
 *
 * @param <R> what it says
 */
final class Listening<R> {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int AT_A_TIME = 16;
  private static final int LONGEST = 300;

  /** The end that asked, in what the Go runtime says of a connection: another one each time. */
  private static final Pattern ASKER = Pattern.compile("\\S+->");

  private final Api api;
  private final Supplier<SortedMap<String, String>> unheard;
  private final Function<String, R> reader;
  private final BiFunction<String, R, List<Change>> heard;
  private final BiFunction<String, String, List<Change>> unread;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Semaphore few = new Semaphore(AT_A_TIME);

  /**
   * @param unheard whom to ask now: pods by node
   * @param reader reads a line; throws {@link IllegalArgumentException} if it is no report
   * @param heard takes what was said
   * @param unread takes why a log could not be read
   */
  Listening(
      Api api,
      Supplier<SortedMap<String, String>> unheard,
      Function<String, R> reader,
      BiFunction<String, R, List<Change>> heard,
      BiFunction<String, String, List<Change>> unread) {
    this.api = api;
    this.unheard = unheard;
    this.reader = reader;
    this.heard = heard;
    this.unread = unread;
  }

  /** Asks once a second, until it is interrupted. */
  void listen(Dispatcher to) {
    ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (Map.Entry<String, String> each : unheard.get().entrySet()) {
          if (asked.add(each.getValue())) {
            asking.execute(() -> ask(each.getKey(), each.getValue(), to));
          }
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      LOG.debug("listening ends");
    } finally {
      asking.shutdownNow();
    }
  }

  private void ask(String node, String pod, Dispatcher to) {
    try {
      few.acquire();
      try {
        to.add(news(node, pod));
      } finally {
        few.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      asked.remove(pod);
    }
  }

  private Supplier<List<Change>> news(String node, String pod) {
    try {
      Answer answer = last(pod);
      if (!answer.ok()) {
        return unread(node, pod, answer.message());
      }
      if (answer.body().isBlank()) {
        return unread(node, pod, "it is empty");
      }
      R said = reader.apply(answer.body());
      return () -> heard.apply(node, said);
    } catch (IllegalArgumentException e) {
      return unread(node, pod, "its last line is no report: " + e.getMessage());
    } catch (RestitchException e) {
      return e.code() == ErrorCode.UNREACHABLE ? List::of : unread(node, pod, e.getMessage());
    }
  }

  private Supplier<List<Change>> unread(String node, String pod, String why) {
    LOG.debug("pod {} says nothing that helps: {}", pod, why);
    String same = ASKER.matcher(why.strip()).replaceAll("");
    String text = same.length() <= LONGEST ? same : same.substring(0, LONGEST) + "…";
    return () -> unread.apply(node, text);
  }

  private Answer last(String pod) {
    String path =
        "/api/v1/namespaces/%s/pods/%s/log?container=agent&tailLines=1&limitBytes=65536"
            .formatted(Names.SYSTEM, pod);
    return api.send(Call.get(path, "log of pod " + pod), LIMIT);
  }
}
