package io.restitch.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One kind, listed and watched. A node's name stands for its being seen, {@code -name} for gone.
 */
@Timeout(30)
class FollowerTest {
  private static final String NODES = "GET /api/v1/nodes";

  private final ApiServer server;
  private final Follower<Node> follower;
  private final LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();

  FollowerTest() throws IOException {
    server = new ApiServer();
    Kind<Node> kind =
        new SimpleKind<>(
            "/api/v1/nodes",
            Node.class,
            NodeList.class,
            false,
            node -> tell(node.getMetadata().getName()),
            key -> tell("-" + key));
    follower = new Follower<>(server.api(), kind);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldReadEveryPageOfTheList() throws InterruptedException {
    server.answer(NODES, 200, list("10", "p2", "a", "b"));
    server.answer(NODES, 200, list("10", "", "c"));

    follower.first();

    assertThat(news).containsExactly("a", "b", "c");
    assertThat(server.asked(NODES).getLast().query()).contains("continue=p2");
  }

  @Test
  void shouldReadFromTheFirstPageAgainWhenTheServerNoLongerHasTheNext() throws Exception {
    server.answer(NODES, 200, list("10", "p2", "a", "b"));
    server.answer(NODES, 410, "{\"message\":\"expired\"}");
    server.answer(NODES, 200, list("20", "", "b", "c"));

    follower.first();

    assertThat(news).containsExactly("a", "b", "b", "c", "-a");
  }

  @Test
  void shouldTakeAListThatBrokeOffForNone() throws Exception {
    server.answer(NODES, 200, list("10", "p2", "a"));
    server.answer(NODES, 403, "{\"message\":\"no more\"}");

    assertThatThrownBy(follower::first).isInstanceOf(RestitchException.class);

    server.answer(NODES, 200, list("20", "", "b"));
    follow(() -> assertThat(take(3)).containsExactly("a", "b", "-a"));
  }

  @Test
  void shouldGoOnFromTheLastVersionSeenWhenAWatchEnds() throws Exception {
    server.answer(NODES, 200, list("10", "", "a"));
    server.answer(NODES, 200, event("ADDED", "b", "12") + bookmark("15"));
    server.answer(NODES, 200, event("DELETED", "a", "17"));
    follower.first();

    follow(() -> assertThat(take(3)).containsExactly("a", "b", "-a"));

    assertThat(server.asked(NODES).get(1).query()).contains("resourceVersion=10");
    assertThat(server.asked(NODES).get(2).query()).contains("resourceVersion=15");
  }

  @Test
  void shouldReadTheListAgainAndTellWhatIsGoneWhenItsVersionIsTooOld() throws Exception {
    server.answer(NODES, 200, list("10", "", "a", "b"));
    server.answer(
        NODES, 200, "{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\"}}\n");
    server.answer(NODES, 200, list("30", "", "b"));
    follower.first();

    follow(() -> assertThat(take(4)).containsExactly("a", "b", "b", "-a"));
  }

  @Test
  void shouldReadTheListAgainAfterAnEventThatCannotBeRead() throws Exception {
    server.answer(NODES, 200, list("10", "", "a"));
    server.answer(NODES, 200, "this is not JSON\n");
    server.answer(NODES, 200, list("30", "", "a", "b"));
    follower.first();

    follow(() -> assertThat(take(3)).containsExactly("a", "a", "b"));
  }

  private List<Change> tell(String what) {
    news.add(what);
    return List.of();
  }

  private void follow(Runnable then) throws InterruptedException {
    Thread thread = Thread.startVirtualThread(() -> follower.follow(FollowerTest::take));
    try {
      then.run();
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  private static void take(Supplier<List<Change>> one) {
    assertThat(one.get()).isEmpty();
  }

  private List<String> take(int count) {
    List<String> taken = new ArrayList<>();
    try {
      while (taken.size() < count) {
        String one = news.poll(20, TimeUnit.SECONDS);
        assertThat(one).as("after %s", taken).isNotNull();
        taken.add(one);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return taken;
  }

  private static String list(String version, String more, String... names) {
    List<String> items = new ArrayList<>();
    for (String name : names) {
      items.add(node(name, version));
    }
    return "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\",\"continue\":\""
        + more
        + "\"},\"items\":["
        + String.join(",", items)
        + "]}";
  }

  private static String node(String name, String version) {
    return "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
        + name
        + "\",\"uid\":\"u-"
        + name
        + "\",\"resourceVersion\":\""
        + version
        + "\"}}";
  }

  private static String event(String type, String name, String version) {
    return "{\"type\":\"" + type + "\",\"object\":" + node(name, version) + "}\n";
  }

  private static String bookmark(String version) {
    return event("BOOKMARK", "", version);
  }
}
