package io.restitch.provider.exec;

import static io.restitch.spi.ProviderErrorCode.CAPACITY;
import static io.restitch.spi.ProviderErrorCode.THROTTLED;
import static io.restitch.spi.ProviderErrorCode.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private Instant now = Instant.parse("2026-11-01T00:00:00Z");
  private Duration slept = Duration.ZERO;
  private final List<Duration> waits = new ArrayList<>();
  private final Deque<ProviderException> failures = new ArrayDeque<>();
  private final Retries retries =
      new Retries(
          "lab",
          new RetryPolicy(
              3,
              Duration.ofSeconds(1),
              Duration.ofSeconds(8),
              Duration.ofSeconds(30),
              () -> 0.5,
              this::sleep),
          () -> now);

  @Test
  void shouldDoubleJitteredWaitsWhenFailureMayPass() {
    // given
    fail(TRANSIENT, null);
    fail(TRANSIENT, null);

    // when
    String answer = retries.call(this::answer);

    // then
    assertThat(answer).isEqualTo("done");
    assertThat(waits).containsExactly(Duration.ofMillis(750), Duration.ofMillis(1500));
  }

  @Test
  void shouldWaitAsAskedWhenThrottled() {
    // given
    fail(THROTTLED, Duration.ofSeconds(20));

    // when
    retries.call(this::answer);

    // then
    assertThat(waits).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void shouldGiveUpWhenAskedToWaitTooLong() {
    // given
    fail(THROTTLED, Duration.ofSeconds(31));

    // then
    assertThatThrownBy(() -> retries.call(this::answer)).isInstanceOf(ProviderException.class);
    assertThat(waits).isEmpty();
  }

  @Test
  void shouldGiveUpAfterLastAttempt() {
    // given
    fail(TRANSIENT, null);
    fail(TRANSIENT, null);
    fail(TRANSIENT, null);
    fail(TRANSIENT, null);

    // then
    assertThatThrownBy(() -> retries.call(this::answer)).isInstanceOf(ProviderException.class);
    assertThat(waits).hasSize(2);
    assertThat(failures).hasSize(1);
  }

  @Test
  void shouldNotRepeatWhenTheCallItselfTookTooLong() {
    // given
    fail(TRANSIENT, null);

    // then
    assertThatThrownBy(() ->
            retries.call(() -> {
              now = now.plusSeconds(60);
              return answer();
            }))
        .isInstanceOf(ProviderException.class);
    assertThat(waits).isEmpty();
  }

  @Test
  void shouldNotRepeatWhenTheMachineSleptMeanwhile() {
    // given
    fail(TRANSIENT, null);
    fail(TRANSIENT, null);
    slept = Duration.ofHours(8);

    // then
    assertThatThrownBy(() -> retries.call(this::answer)).isInstanceOf(ProviderException.class);
    assertThat(failures).hasSize(1);
  }

  @Test
  void shouldNotRepeatWhenFailureStays() {
    // given
    fail(CAPACITY, Duration.ofSeconds(1));

    // then
    assertThatThrownBy(() -> retries.call(this::answer)).isInstanceOf(ProviderException.class);
    assertThat(waits).isEmpty();
  }

  @Test
  void shouldNotRepeatWhenInterrupted() {
    // given
    fail(TRANSIENT, null);
    Thread.currentThread().interrupt();

    // then
    assertThatThrownBy(() -> retries.call(this::answer)).isInstanceOf(ProviderException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(waits).isEmpty();
  }

  private void sleep(Duration time) {
    waits.add(time);
    now = now.plus(time).plus(slept);
  }

  private void fail(ProviderErrorCode code, @Nullable Duration retryAfter) {
    failures.add(new ProviderException(code, "no", null, retryAfter));
  }

  private String answer() {
    ProviderException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return "done";
  }
}
