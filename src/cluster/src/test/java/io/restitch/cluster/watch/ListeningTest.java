package io.restitch.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.fact.Change;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents are asked for their last word; what keeps it away is told, and keeps away no other. */
@Timeout(30)
class ListeningTest {
  private static final String WORD = "map=3 pins=0 applied=yes silent=- alone=no\n";

  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Dispatcher dispatcher = new Dispatcher(changes -> {});
  private final ApiServer server;
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});

  ListeningTest() throws IOException {
    server = new ApiServer();
  }

  @BeforeEach
  void deliver() {
    dispatcher.start();
  }

  @AfterEach
  void end() {
    thread.interrupt();
    dispatcher.close();
    server.close();
  }

  @Test
  void shouldTellTheLastLineOfALog() throws InterruptedException {
    server.answer(log("agent-a"), 200, WORD);

    listen(Map.of("a", "agent-a"));

    assertThat(next()).isEqualTo("a says 3");
  }

  @Test
  void shouldTellWhatTheApiServerSaysOfALogThatItCannotGet() throws InterruptedException {
    server.answer(
        log("agent-a"),
        500,
        "{\"kind\":\"Status\",\"message\":\"Get \\\"https://10.0.0.5:10250/containerLogs\\\": read"
            + " tcp 10.0.0.1:53412->10.0.0.5:10250: remote error: tls: internal error\"}");

    listen(Map.of("a", "agent-a"));

    assertThat(next())
        .isEqualTo(
            "a is not read: Get \"https://10.0.0.5:10250/containerLogs\": read tcp 10.0.0.5:10250:"
                + " remote error: tls: internal error");
  }

  @Test
  void shouldTellOfALogThatEndsWithNoReportOrIsEmpty() throws InterruptedException {
    server.answer(log("agent-a"), 200, "iptables-restore: line 7 failed\n");
    server.answer(log("agent-b"), 200, "");

    listen(Map.of("a", "agent-a", "b", "agent-b"));

    assertThat(List.of(next(), next()))
        .anySatisfy(t -> assertThat(t).startsWith("a is not read: its last line is no report"))
        .contains("b is not read: it is empty");
  }

  @Test
  void shouldGoOnAskingOthersWhileAKubeletDoesNotAnswer() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    server.before(log("agent-a"), () -> await(over));
    server.answer(log("agent-b"), 200, WORD).answer(log("agent-b"), 200, WORD);

    listen(Map.of("a", "agent-a", "b", "agent-b"));

    assertThat(List.of(next(), next())).containsExactly("b says 3", "b says 3");
    over.countDown();
  }

  private void listen(Map<String, String> pods) {
    Listening<AgentReport> listening =
        new Listening<>(
            server.api(),
            () -> new TreeMap<>(pods),
            BridgeText::report,
            (node, said) -> tell(node + " says " + said.map()),
            (node, why) -> tell(node + " is not read: " + why));
    thread = Thread.startVirtualThread(() -> listening.listen(dispatcher));
  }

  private List<Change> tell(String text) {
    told.add(text);
    return List.of();
  }

  private String next() throws InterruptedException {
    String text = told.poll(20, TimeUnit.SECONDS);
    return text == null ? "nothing" : text;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String log(String pod) {
    return "GET /api/v1/namespaces/restitch-system/pods/" + pod + "/log";
  }
}
