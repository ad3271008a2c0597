package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.Wait;
import io.restitch.engine.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private final List<Event> told = new ArrayList<>();
  private final Waiting waiting = new Waiting(told::add);

  @Test
  void shouldTellAWaitOnceThoughItsReasonChanges() {
    waiting.now(START, List.of(Wait.of("capacity", "node a", "2 CPU are missing")));
    waiting.now(START.plusSeconds(2), List.of(Wait.of("capacity", "node a", "1 CPU is missing")));

    assertThat(told).hasSize(1).hasOnlyElementsOfType(Event.WaitBegan.class);
  }

  @Test
  void shouldTellAWaitOnceMoreWhenItBeginsToNeedAPerson() {
    Wait quiet = Wait.of("range-known", "node a", "1 node has not said so");
    Wait asking = new Wait("range-known", "node a", "its log cannot be read", "look at it");

    waiting.now(START, List.of(quiet));
    waiting.now(START.plusSeconds(120), List.of(asking));
    waiting.now(START.plusSeconds(122), List.of(asking));
    waiting.now(START.plusSeconds(130), List.of());

    assertThat(told).hasSize(3);
    assertThat(told.get(1)).isEqualTo(new Event.WaitBegan(START.plusSeconds(120), asking));
    assertThat(told.getLast())
        .isEqualTo(new Event.WaitEnded(START.plusSeconds(130), asking, Duration.ofSeconds(130)));
  }

  @Test
  void shouldTellHowLongAWaitTook() {
    waiting.now(START, List.of(Wait.of("capacity", "node a", "2 CPU are missing")));
    told.clear();

    waiting.now(START.plusSeconds(30), List.of());

    assertThat(told).hasSize(1);
    assertThat(told.getFirst())
        .isInstanceOfSatisfying(
            Event.WaitEnded.class, e -> assertThat(e.took()).isEqualTo(Duration.ofSeconds(30)));
  }

  @Test
  void shouldKeepTwoWaitsForOneSubjectApart() {
    waiting.now(START, List.of(Wait.of("a", "node a", ""), Wait.of("b", "node a", "")));
    told.clear();

    waiting.now(START.plusSeconds(1), List.of(Wait.of("b", "node a", "")));

    assertThat(told).hasSize(1).hasOnlyElementsOfType(Event.WaitEnded.class);
  }
}
