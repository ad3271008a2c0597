package io.restitch.cluster.api;

import io.fabric8.kubernetes.client.http.HttpHeaders;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one layer that repeats a request: up to four tries when the connection broke, the server
 * answered 5xx, or 429 with a {@code Retry-After}; with jitter, or after what the server asked for.
 * A server that cannot be connected to at all is not tried again: whoever called knows better.
 */
public final class Retries {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private final Retry retry;

  public Retries(Duration first) {
    IntervalFunction backoff = IntervalFunction.ofExponentialRandomBackoff(first, 2.0, 0.5);
    this.retry =
        Retry.of(
            "kube-api",
            RetryConfig.<Answer>custom()
                .maxAttempts(4)
                .retryOnResult(Retries::worthRepeating)
                .retryOnException(Retries::broken)
                .intervalBiFunction((attempt, last) -> wait(backoff.apply(attempt), last))
                .build());
  }

  /** Runs a request that may be sent more than once. */
  public Answer run(Supplier<Answer> request) {
    return retry.executeSupplier(request);
  }

  static @Nullable Duration after(HttpHeaders headers) {
    String header = headers.header("Retry-After");
    if (header == null || !header.matches("\\d{1,6}")) {
      return null;
    }
    return Duration.ofSeconds(Long.parseLong(header));
  }

  private static boolean worthRepeating(Answer answer) {
    return answer.code() >= 500 || (answer.code() == 429 && answer.after() != null);
  }

  private static boolean broken(Throwable failure) {
    return failure instanceof RestitchException e
        && e.code() == ErrorCode.TRANSIENT
        && !Thread.currentThread().isInterrupted();
  }

  private static long wait(long backoff, Either<Throwable, Answer> last) {
    if (last.isRight()) {
      Duration asked = last.get().after();
      if (asked != null) {
        return Math.max(backoff, Math.min(asked.toMillis(), LONGEST.toMillis()));
      }
    }
    return backoff;
  }
}
