package io.restitch.cluster.api;

import io.fabric8.kubernetes.client.http.HttpHeaders;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one layer that repeats a request: up to four tries when the connection broke, the server
 * answered 5xx, or 429 with a {@code Retry-After}; with jitter, or after what the server asked for.
 * A server that cannot be connected to at all is not tried again: whoever called knows better.
 *
 * <p>A change is not sent again when ten seconds have passed on the wall clock since it was first
 * sent. The Lease was verified then with at least so much to spare; a machine that slept meanwhile
 * must ask for it before it changes anything (see {@code LeasePort.Held#surelyHeld}).
 */
public final class Retries {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final IntervalFunction backoff;
  private final InstantSource clock;

  /** With this wait after the first failure. */
  public Retries(Duration first) {
    this(first, InstantSource.system());
  }

  /**
   * The same by another clock.
   *
   * @param clock wall time: it must go on while the machine sleeps
   */
  public Retries(Duration first, InstantSource clock) {
    this.backoff = IntervalFunction.ofExponentialRandomBackoff(first, 2.0, 0.5);
    this.clock = clock;
  }

  /** Runs a request that only reads. */
  public Answer read(Supplier<Answer> request) {
    return run(request, () -> true);
  }

  /** Runs a request that changes something, and may be sent more than once. */
  public Answer change(Supplier<Answer> request) {
    Instant until = clock.instant().plus(FRESH);
    return run(request, () -> clock.instant().isBefore(until));
  }

  private Answer run(Supplier<Answer> request, BooleanSupplier fresh) {
    AtomicReference<@Nullable Supplier<Answer>> last = new AtomicReference<>();
    return Retry.of(
            "kube-api",
            RetryConfig.<Answer>custom()
                .maxAttempts(4)
                .retryOnResult(answer -> worthRepeating(answer) && fresh.getAsBoolean())
                .retryOnException(failure -> broken(failure) && fresh.getAsBoolean())
                .intervalBiFunction((attempt, was) -> wait(backoff.apply(attempt), was))
                .build())
        .executeSupplier(() -> once(request, fresh, last));
  }

  /** Sends it, or gives the last outcome again if the time to repeat it ran out while waiting. */
  private static Answer once(
      Supplier<Answer> request,
      BooleanSupplier fresh,
      AtomicReference<@Nullable Supplier<Answer>> last) {
    Supplier<Answer> was = last.get();
    if (was != null && !fresh.getAsBoolean()) {
      return was.get();
    }
    try {
      Answer answer = request.get();
      last.set(() -> answer);
      return answer;
    } catch (RestitchException e) {
      last.set(() -> {
        throw e;
      });
      throw e;
    }
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
