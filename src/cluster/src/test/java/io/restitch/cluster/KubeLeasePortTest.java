package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.cluster.FakeApi.Reply;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Retries;
import io.restitch.core.decision.Wait;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort.Held;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KubeLeasePortTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static final String BORROWED = "\"restitch.io/borrowed\":\"yes\"";

  private Instant now = START;
  private String holder = "";
  private String annotations = "";
  private int fence;
  private int version = 1;
  private int conflicts;
  private Duration writing = Duration.ZERO;
  private final List<Duration> waits = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void shouldCountFromTheRequestWhenTheMachineSleptBeforeTheAnswer() throws IOException {
    // given
    try (FakeApi api = api()) {
      KubeLeasePort port = port(api);
      Held held = port.acquire("me", told::add);
      writing = Duration.ofHours(8);

      // when
      Held renewed = port.renew(held, List.of());

      // then
      assertThat(renewed.renewedAt()).isEqualTo(START);
      assertThat(renewed.surelyHeld(now)).isFalse();
    }
  }

  @Test
  void shouldNameTheOtherWhenTheLeaseWasTaken() throws IOException {
    // given
    try (FakeApi api = api()) {
      KubeLeasePort port = port(api);
      Held held = port.acquire("me", told::add);
      holder = "ann@laptop:42";
      fence++;

      // when
      RestitchException e =
          catchThrowableOfType(RestitchException.class, () -> port.renew(held, List.of()));

      // then
      assertThat(e.code()).isEqualTo(ErrorCode.LOST_LOCK);
      assertThat(e.code().exitStatus()).isEqualTo(5);
      assertThat(e).hasMessageContaining("is now held by ann@laptop:42");
      assertThat(e.remedy()).contains("restitch apply");
    }
  }

  @Test
  void shouldTellWhoeverLooksWhatAPersonCanEnd() {
    // given
    Wait person = new Wait("room", "backup", "the disk is full", "make room");
    Wait failed = Wait.of("action-failed", "create machine w-1", "no answer");
    Wait passing = Wait.of("node-ready", "node w-1", "it is not Ready yet");

    // when
    String text = LeaseWaits.text(List.of(person, passing, failed));

    // then
    ObjectNode lease = (ObjectNode) Json.tree("{}");
    lease.withObject("/metadata/annotations").put("restitch.io/waits", text);
    assertThat(LeaseWaits.read(lease)).containsExactly(person, failed);
    assertThat(LeaseWaits.read(Json.tree("{}"))).isEmpty();
  }

  @Test
  void shouldKeepTheLeaseWhenOnlyOurOwnWriteWasInTheWay() throws IOException {
    // given: a renewal whose answer was lost conflicts with its own repetition
    try (FakeApi api = api()) {
      KubeLeasePort port = port(api);
      Held held = port.acquire("me", told::add);
      conflicts = 1;

      // when
      Held renewed = port.renew(held, List.of());

      // then
      assertThat(renewed.fence()).isEqualTo(held.fence());
    }
  }

  @Test
  void shouldNameTheHolderWhenItLives() throws IOException {
    // given: every look finds it renewed
    holder = "ann@laptop:42";
    fence = 3;
    try (FakeApi api = api()) {
      KubeLeasePort port =
          new KubeLeasePort(
              api.api(),
              () -> now,
              time -> {
                waits.add(time);
                version++;
              });

      // when
      RestitchException e =
          catchThrowableOfType(RestitchException.class, () -> port.acquire("me", told::add));

      // then
      assertThat(e.code()).isEqualTo(ErrorCode.LOCKED);
      assertThat(e).hasMessageStartingWith("ann@laptop:42 is at work on this cluster");
      assertThat(e.remedy()).contains("restitch status -w");
      assertThat(waits).hasSize(1);
      assertThat(api.asked).noneMatch(a -> a.startsWith("PUT"));
    }
  }

  @Test
  void shouldTakeTheLeaseWhenItsHolderIsDead() throws IOException {
    // given: nobody renews it
    holder = "ann@laptop:42";
    fence = 3;
    try (FakeApi api = api()) {

      // when
      Held held = port(api).acquire("me", told::add);

      // then
      assertThat(held.fence()).isEqualTo(4);
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith("waiting for the lock of ann@laptop:42, which was at work before")
          .endsWith("it is taken if it stays unchanged for 30 s");
      assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void shouldTakeABorrowedLeaseFromAHolderThatLives() throws IOException {
    // given: ann keeps the bridge's ranges fresh
    holder = "ann@laptop:42";
    fence = 3;
    annotations = BORROWED;
    try (FakeApi api = api()) {

      // when
      Held held = port(api).acquire("me", told::add);

      // then: at once, and for good
      assertThat(held.fence()).isEqualTo(4);
      assertThat(waits).isEmpty();
      assertThat(told).isEmpty();
      assertThat(api.sent.getLast()).contains("\"me\"").doesNotContain("borrowed");
    }
  }

  @Test
  void shouldSayThatItIsBorrowedAndKeepSayingSo() throws IOException {
    // given
    try (FakeApi api = api()) {
      KubeLeasePort port = port(api);
      Held held = port.borrow("me", told::add);
      assertThat(api.sent.getLast()).contains(BORROWED);
      annotations = BORROWED;

      // when
      port.renew(held, List.of());

      // then
      assertThat(api.sent.getLast()).contains(BORROWED);
    }
  }

  @Test
  void shouldNotBorrowALeaseWhoseHolderIsAtWork() throws IOException {
    // given: every look finds it renewed
    holder = "ann@laptop:42";
    try (FakeApi api = api()) {
      KubeLeasePort port = new KubeLeasePort(api.api(), () -> now, time -> version++);

      // when
      RestitchException e =
          catchThrowableOfType(RestitchException.class, () -> port.borrow("me", told::add));

      // then
      assertThat(e.code()).isEqualTo(ErrorCode.LOCKED);
    }
  }

  @Test
  void shouldTakeNothingWhenTheWaitIsInterrupted() throws IOException {
    // given
    holder = "ann@laptop:42";
    try (FakeApi api = api()) {
      KubeLeasePort port =
          new KubeLeasePort(
              api.api(),
              () -> now,
              time -> {
                throw new InterruptedException();
              });

      // when
      RestitchException e =
          catchThrowableOfType(RestitchException.class, () -> port.acquire("me", told::add));

      // then
      assertThat(e).hasMessageContaining("interrupted while waiting");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(api.asked).noneMatch(a -> a.startsWith("PUT"));
    }
  }

  private KubeLeasePort port(FakeApi api) {
    return new KubeLeasePort(api.api(), () -> now, waits::add);
  }

  private FakeApi api() throws IOException {
    return new FakeApi(this::answer, new Retries(Duration.ofMillis(1)));
  }

  private Reply answer(String request) {
    if (request.startsWith("PUT") || request.contains("POST /apis/coordination")) {
      if (conflicts > 0) {
        conflicts--;
        version++;
        return new Reply(409, "{}");
      }
      boolean taking = !holder.equals("me");
      holder = "me";
      fence += taking ? 1 : 0;
      version++;
      now = now.plus(writing);
    }
    return new Reply(
        200,
        """
        {"metadata":{"name":"restitch","resourceVersion":"%d","annotations":{%s}},
         "spec":{"holderIdentity":"%s","leaseTransitions":%d,"leaseDurationSeconds":30}}
        """
            .formatted(version, annotations, holder, fence));
  }
}
