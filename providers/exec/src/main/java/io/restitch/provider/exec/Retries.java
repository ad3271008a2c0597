package io.restitch.provider.exec;

import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.restitch.spi.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The one layer that repeats calls: those that failed with a retryable code, after the wait that
 * the provider asked for or else a jittered, doubling one. An interrupted thread repeats nothing,
 * and nobody does once the policy's whole time is over on the wall clock: what took so long (a
 * hang, a machine that slept) is for the caller to decide anew.
 */
final class Retries {
  private final RetryPolicy policy;
  private final InstantSource clock;
  private final Retry retry;

  Retries(String name, RetryPolicy policy, InstantSource clock) {
    this.policy = policy;
    this.clock = clock;
    this.retry =
        Retry.of(
            name,
            RetryConfig.<Object>custom()
                .maxAttempts(policy.attempts())
                .retryOnException(Retries::retryable)
                .intervalBiFunction(this::millisBefore)
                .build());
  }

  <T> T call(Supplier<T> call) {
    Retry.AsyncContext<Object> context = retry.asyncContext();
    Instant until = clock.instant().plus(policy.total());
    while (true) {
      try {
        T value = call.get();
        context.onComplete();
        return value;
      } catch (ProviderException failure) {
        long millis = context.onError(failure);
        if (millis < 0
            || clock.instant().plusMillis(millis).isAfter(until)
            || Thread.currentThread().isInterrupted()) {
          throw failure;
        }
        sleep(Duration.ofMillis(millis), failure);
        if (clock.instant().isAfter(until)) {
          throw failure;
        }
      }
    }
  }

  private void sleep(Duration time, ProviderException failure) {
    try {
      policy.sleeper().sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private long millisBefore(int failed, Either<Throwable, Object> outcome) {
    if (outcome.isLeft() && outcome.getLeft() instanceof ProviderException failure) {
      Duration backoff = policy.backoff(failed);
      return failure
          .retryAfter()
          .filter(asked -> asked.compareTo(backoff) > 0)
          .orElse(backoff)
          .toMillis();
    }
    return 0;
  }

  private static boolean retryable(Throwable failure) {
    return failure instanceof ProviderException provider && provider.code().retryable();
  }
}
