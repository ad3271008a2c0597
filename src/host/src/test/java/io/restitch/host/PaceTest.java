package io.restitch.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PaceTest {
  private static final Pace PACE =
      new Pace(Duration.ofMillis(1), Duration.ofHours(1), Duration.ofMinutes(2));

  @Test
  void shouldLookOftenAsLongAsThereIsSomethingToBeSeen() {
    assertThat(PACE.pause(Duration.ZERO)).isEqualTo(PACE.often());
    assertThat(PACE.pause(Duration.ofSeconds(119))).isEqualTo(PACE.often());
    assertThat(PACE.pause(Duration.ofMinutes(2))).isEqualTo(PACE.seldom());
  }

  @Test
  @Timeout(60)
  void shouldEndALongPauseWhenSomethingDrawsAttention() throws InterruptedException {
    // given: who pauses when there was nothing to be seen, pauses for an hour
    Attention attention = new Attention(PACE);
    Thread pauses =
        Thread.ofVirtual()
            .start(() -> {
              try {
                attention.pause();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    while (pauses.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    // when
    attention.draw();

    // then
    pauses.join();
  }
}
