package io.restitch.cluster;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Retries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An API server that answers as a test says, and remembers what it was asked. */
final class FakeApi implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Bodies that it was sent. */
  final List<String> sent = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final Api api;

  /** What is answered. */
  record Reply(int code, String body) {}

  /** The same answer to everything. */
  FakeApi(int code, String body) throws IOException {
    this(request -> new Reply(code, body), new Retries(Duration.ofMillis(1)));
  }

  /**
   * @param answer from a request such as {@code GET /version}
   */
  FakeApi(Function<String, Reply> answer, Retries retries) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          asked.add(request);
          sent.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Reply reply = answer.apply(request);
          byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(reply.code(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    var config = new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty());
    api =
        new Api(
            new KubernetesClientBuilder()
                .withConfig(config.withMasterUrl(url).withRequestRetryBackoffLimit(0).build())
                .build(),
            retries);
  }

  Api api() {
    return api;
  }

  @Override
  public void close() {
    api.close();
    server.stop(0);
  }
}
