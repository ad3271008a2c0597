package io.restitch.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Outcome;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A laptop that sleeps in the middle of a run, in virtual time: nothing is done after it wakes
 * before machines were looked at again and the Lease was verified.
 */
@Timeout(60)
class SleptLaptopTest {
  private static final Duration NIGHT = Duration.ofHours(8);

  private final FakeWorld world = new FakeWorld();

  @Test
  void shouldNotAskAgainWhenItDidNotSleep() throws InterruptedException {
    // when
    Outcome outcome = run();

    // then
    assertThat(outcome).isEqualTo(Outcome.REACHED);
    assertThat(world.log)
        .containsExactly("acquire", "record NetworkProbed", "record BackedUp", "release");
  }

  @Test
  void shouldLookAgainAndVerifyTheLeaseBeforeAnyEffectWhenItSlept() throws InterruptedException {
    // given
    world.afterEffect("record NetworkProbed", () -> world.sleep(NIGHT));

    // when
    Outcome outcome = run();

    // then
    assertThat(outcome).isEqualTo(Outcome.REACHED);
    assertThat(world.log)
        .containsExactly(
            "acquire",
            "record NetworkProbed",
            "look at machines",
            "renew",
            "record BackedUp",
            "release");
  }

  @Test
  void shouldEndWithoutAnyEffectWhenSomebodyElseTookTheLease() {
    // given
    world.afterEffect(
        "record NetworkProbed",
        () -> {
          world.sleep(NIGHT);
          world.lease.takenBy("ann@laptop:42");
        });

    // when
    RestitchException e = catchThrowableOfType(RestitchException.class, this::run);

    // then
    assertThat(e.code()).isEqualTo(ErrorCode.LOST_LOCK);
    assertThat(e.code().exitStatus()).isEqualTo(5);
    assertThat(e).hasMessageContaining("ann@laptop:42");
    assertThat(e.remedy()).contains("restitch apply");
    assertThat(world.effects()).containsExactly("record NetworkProbed");
    assertThat(world.log)
        .startsWith("acquire", "record NetworkProbed", "look at machines", "renew");
  }

  @Test
  void shouldEndWithoutAnyEffectWhenNobodyCanTellWhoseTheLeaseIs() {
    // given
    world.afterEffect(
        "record NetworkProbed",
        () -> {
          world.sleep(NIGHT);
          world.lease.failWith(
              new RestitchException(ErrorCode.UNREACHABLE, "no network yet", "wait for it"));
        });

    // when
    RestitchException e = catchThrowableOfType(RestitchException.class, this::run);

    // then
    assertThat(e.code()).isEqualTo(ErrorCode.LOST_LOCK);
    assertThat(e).hasMessage("the Lease could not be renewed in time: no network yet");
    assertThat(e.remedy())
        .isEqualTo("make sure that no other restitch is at work, then run restitch apply again");
    assertThat(world.effects()).containsExactly("record NetworkProbed");
  }

  @Test
  void shouldEndWhenTheRecordBecameANewerVersions() {
    // given
    world.refuse(
        "record BackedUp",
        new RestitchException(ErrorCode.NEWER_RECORD, "written by 0.9", "use restitch 0.9"));

    // when
    RestitchException e = catchThrowableOfType(RestitchException.class, this::run);

    // then
    assertThat(e.code()).isEqualTo(ErrorCode.NEWER_RECORD);
    assertThat(world.log).endsWith("release");
  }

  @Test
  void shouldEndWellWhenOnlyTheLeaseCannotBeGivenBack() throws InterruptedException {
    // given
    world.afterEffect(
        "record BackedUp",
        () ->
            world.lease.failWith(
                new RestitchException(ErrorCode.UNREACHABLE, "no network", "wait for it")));

    // when
    Outcome outcome = run();

    // then
    assertThat(outcome).isEqualTo(Outcome.REACHED);
  }

  private Outcome run() throws InterruptedException {
    return new LiveRun(
            world.ports(),
            FakeWorld.attested(PhaseName.NETWORK_PROBED, PhaseName.BACKED_UP),
            PhaseName.BACKED_UP,
            event -> {},
            world.clock(),
            "me@here:1")
        .run()
        .outcome();
  }
}
