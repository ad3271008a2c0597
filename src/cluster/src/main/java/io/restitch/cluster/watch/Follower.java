package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.RestitchException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reads one kind and follows it.
 *
 * <ol>
 *   <li>List in pages of 500; tell each object, and what was known and is not in the list as gone.
 *       Pages that the server no longer has (410) are read from the first one again; a list that
 *       broke off is no list.
 *   <li>Watch from the list's resourceVersion, with bookmarks. A watch that ends goes on from the
 *       last version seen; one in which nothing came for three minutes (bookmarks come every
 *       minute) is taken for dead.
 *   <li>If the version is too old (410), back to 1. If the server cannot be reached, try again,
 *       ever more slowly up to 15 seconds.
 * </ol>
 */
final class Follower<T extends HasMetadata> {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration SILENCE = Duration.ofMinutes(3);
  private static final Duration ABSENT_AGAIN = Duration.ofSeconds(30);
  private static final int GONE = 410;
  private static final int LONGEST_PAUSE = 15_000;

  /** Where news goes. */
  @FunctionalInterface
  interface Out {
    void add(Supplier<List<Change>> news) throws InterruptedException;
  }

  private final Api api;
  private final Kind<T> kind;
  private final Set<String> known = new HashSet<>();
  private String version = "";

  Follower(Api api, Kind<T> kind) {
    this.api = api;
    this.kind = kind;
  }

  /** Step 1; returns whether the API knows the kind. */
  boolean list(Out out) throws InterruptedException {
    version = "";
    Set<String> listed = new HashSet<>();
    String token = "";
    String listedAt = "";
    boolean more = true;
    do {
      Call page = Call.get(query("limit=500" + token), kind.path());
      Answer answer = api.send(page);
      if (answer.code() == 404 && kind.optional()) {
        forget(listed, out);
        return false;
      }
      if (answer.code() == GONE && !token.isEmpty()) {
        listed.clear();
        token = "";
        continue;
      }
      if (!answer.ok()) {
        throw Problems.of(answer, page);
      }
      KubernetesResourceList<T> list = api.serialization().unmarshal(answer.body(), kind.list());
      for (T object : list.getItems()) {
        String key = Kind.key(object);
        listed.add(key);
        known.add(key);
        out.add(() -> kind.seen(object));
      }
      listedAt = list.getMetadata().getResourceVersion();
      String next = list.getMetadata().getContinue();
      token = next == null || next.isEmpty() ? "" : "&continue=" + encoded(next);
      more = !token.isEmpty();
    } while (more);
    forget(listed, out);
    version = listedAt;
    return true;
  }

  private void forget(Set<String> listed, Out out) throws InterruptedException {
    for (String key : known) {
      if (!listed.contains(key)) {
        out.add(() -> kind.gone(key));
      }
    }
    known.clear();
    known.addAll(listed);
  }

  /** Steps 2 and 3, until interrupted. */
  void follow(Out out) {
    int pause = 100;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          if (version.isEmpty() && !list(out)) {
            Thread.sleep(ABSENT_AGAIN);
          } else if (watch(out)) {
            pause = 100;
          }
        } catch (RestitchException e) {
          LOG.debug("watch of {} broke: {}", kind.path(), e.getMessage());
          pause = Math.min(2 * pause, LONGEST_PAUSE);
        } catch (RuntimeException e) {
          LOG.warn("watch of {} showed what cannot be understood: {}", kind.path(), e.toString());
          version = "";
          pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextInt(pause));
      }
    } catch (InterruptedException e) {
      LOG.debug("watch of {} ends", kind.path());
    }
  }

  /** Watches until the stream ends; true if anything came. */
  private boolean watch(Out out) throws InterruptedException {
    int limit = ThreadLocalRandom.current().nextInt(300, 600);
    String path =
        query("watch=true&allowWatchBookmarks=true&timeoutSeconds=" + limit)
            + "&resourceVersion="
            + encoded(version);
    Call call = Call.get(path, kind.path());
    Lines lines = new Lines();
    HttpResponse<AsyncBody> response = api.stream(call, lines);
    AsyncBody body = response.body();
    boolean any = false;
    try {
      if (response.code() == GONE) {
        version = "";
        return true;
      }
      if (!response.isSuccessful()) {
        throw Problems.of(new Answer(response.code(), null, ""), call);
      }
      body.done().whenComplete((done, failure) -> lines.end());
      body.consume();
      Optional<String> line = lines.next(SILENCE);
      while (line.isPresent() && !line.get().equals(Lines.END)) {
        any = true;
        if (!event(Json.tree(line.get()), out)) {
          return true;
        }
        line = lines.next(SILENCE);
      }
      return any;
    } finally {
      body.cancel();
    }
  }

  /** Takes one event; false if the list must be read again. */
  private boolean event(JsonNode event, Out out) throws InterruptedException {
    String type = event.path("type").asString("");
    JsonNode object = event.path("object");
    if (type.equals("ERROR")) {
      LOG.debug("watch of {}: {}", kind.path(), object.path("message").asString(""));
      version = "";
      return false;
    }
    version = object.at("/metadata/resourceVersion").asString(version);
    if (type.equals("BOOKMARK")) {
      return true;
    }
    T seen = api.serialization().unmarshal(object.toString(), kind.type());
    String key = Kind.key(seen);
    if (type.equals("DELETED")) {
      known.remove(key);
      out.add(() -> kind.gone(key));
    } else {
      known.add(key);
      out.add(() -> kind.seen(seen));
    }
    return true;
  }

  private String query(String more) {
    return kind.path() + (kind.path().contains("?") ? "&" : "?") + more;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Step 1 into a list, for the first time. */
  List<Change> first() throws InterruptedException {
    List<Change> changes = new ArrayList<>();
    list(news -> {
      try {
        changes.addAll(news.get());
      } catch (IllegalArgumentException | NullPointerException e) {
        LOG.warn("a {} could not be understood and is left out: {}", kind.path(), e.toString());
      }
    });
    return changes;
  }
}
