package io.restitch.cluster.api;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The API server, one raw request at a time. The client's own retries are off (it would repeat
 * every 429 and 5xx, evictions included); {@link Retries} is the only layer that repeats.
 */
public final class Api implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final Retries retries;
  private final String server;

  public Api(KubernetesClient client, Retries retries) {
    this.client = client;
    this.retries = retries;
    this.server = client.getMasterUrl().toString().replaceAll("/+$", "");
  }

  /** Where the API server is. */
  public String server() {
    return server;
  }

  /** What people call the cluster: the kubeconfig's context; empty without a kubeconfig. */
  public Optional<String> context() {
    return Optional.ofNullable(client.getConfiguration().getCurrentContext())
        .map(NamedContext::getName);
  }

  /** Turns JSON into the model's classes. */
  public KubernetesSerialization serialization() {
    return client.getKubernetesSerialization();
  }

  /** Sends, and returns whatever was answered. */
  public Answer send(Call call) {
    if (!call.repeatable()) {
      return sendOnce(call, LIMIT);
    }
    return call.method().equals("GET")
        ? retries.read(() -> sendOnce(call, LIMIT))
        : retries.change(() -> sendOnce(call, LIMIT));
  }

  /** Sends once, and returns whatever was answered within this time. */
  public Answer send(Call call, Duration limit) {
    return sendOnce(call, limit);
  }

  /** Sends, and throws unless the answer is 2xx. */
  public Answer require(Call call) {
    Answer answer = send(call);
    if (!answer.ok()) {
      throw Problems.of(answer, call);
    }
    return answer;
  }

  /** Sends; nothing if there is no such thing (404), and throws on any other refusal. */
  public Optional<Answer> ifThere(Call call) {
    Answer answer = send(call);
    if (!answer.ok() && answer.code() != 404) {
      throw Problems.of(answer, call);
    }
    return answer.ok() ? Optional.of(answer) : Optional.empty();
  }

  /** Opens a stream; the consumer gets bytes as they come and asks for more. */
  public HttpResponse<AsyncBody> stream(Call call, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    HttpRequest request =
        client.getHttpClient().newHttpRequestBuilder().uri(server + call.path()).build();
    return await(client.getHttpClient().consumeBytes(request, consumer), call, LIMIT);
  }

  private Answer sendOnce(Call call, Duration limit) {
    HttpRequest.Builder request =
        client.getHttpClient().newHttpRequestBuilder().uri(server + call.path());
    if (call.method().equals("GET")) {
      request.header("Accept", call.contentType());
    }
    request.method(call.method(), call.contentType(), call.body());
    HttpResponse<String> response =
        await(client.getHttpClient().sendAsync(request.build(), String.class), call, limit);
    String body = response.body();
    return new Answer(response.code(), Retries.after(response), body == null ? "" : body);
  }

  private <T> T await(CompletableFuture<T> future, Call call, Duration limit) {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new RestitchException(
          ErrorCode.TRANSIENT, "interrupted while waiting for " + call.subject(), "", e);
    } catch (ExecutionException | CompletionException e) {
      throw Problems.noAnswer(e.getCause() == null ? e : e.getCause(), call, server);
    } catch (TimeoutException | CancellationException e) {
      future.cancel(true);
      throw Problems.noAnswer(e, call, server);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
