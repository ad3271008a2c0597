package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.InFlight;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Worlds;
import io.restitch.core.workers.Turns.Standing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final List<String> BLUE = List.of("b1", "b2", "b3", "b4", "b5", "b6", "b7");

  @Test
  void shouldMakeOnlyTheCanarysMachineFirst() {
    assertThat(created(surge(3), untouched(7))).containsExactly(1);
  }

  @Test
  void shouldMakeNothingElseWhileTheCanaryIsOut() {
    List<Standing> slots = untouched(7);
    slots.set(0, new Standing(1, true, true, 1, 0, 1));

    assertThat(created(surge(3), slots)).isEmpty();
  }

  @Test
  void shouldMakeAsManyMachinesAsSurgeAllowsOnceTheCanaryIsDone() {
    List<Standing> slots = untouched(7);
    slots.set(0, done(1));

    assertThat(created(surge(3), slots)).containsExactly(2, 3, 4);
  }

  @Test
  void shouldBootTheNextWaveWhileThisOneDrainsButNeverAboveSurge() {
    List<Standing> slots = untouched(7);
    slots.set(0, done(1));
    slots.set(1, done(2));
    slots.set(2, serving(3));
    slots.set(3, serving(4));

    assertThat(created(surge(3), slots)).containsExactly(5);
    assertThat(leaving(surge(3), slots)).containsExactly(3, 4);
  }

  @Test
  void shouldNotLetANodeLeaveBeforeItsReplacementServes() {
    List<Standing> slots = untouched(7);
    slots.set(0, done(1));
    slots.set(1, new Standing(2, true, false, 0, 0, 1));

    assertThat(leaving(surge(3), slots)).isEmpty();
  }

  @Test
  void shouldLetAsManyLeaveFirstAsMaxUnavailableAllows() {
    Settings.Workers w = Settings.Workers.DEFAULT;
    Settings.Workers workers =
        new Settings.Workers(
            0,
            2,
            false,
            10,
            w.bootTimeout(),
            w.attempts(),
            w.settle(),
            w.namePrefix(),
            Settings.Join.DEFAULT);

    assertThat(leaving(workers, untouched(7))).containsExactly(1, 2);
    assertThat(created(workers, untouched(7))).isEmpty();
  }

  private static Settings.Workers surge(int surge) {
    Settings.Workers w = Settings.Workers.DEFAULT;
    return new Settings.Workers(
        surge,
        0,
        true,
        10,
        w.bootTimeout(),
        w.attempts(),
        w.settle(),
        w.namePrefix(),
        Settings.Join.DEFAULT);
  }

  private static List<Standing> untouched(int count) {
    List<Standing> slots = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      slots.add(new Standing(i, false, false, 0, 0, 1));
    }
    return slots;
  }

  private static Standing done(int number) {
    return new Standing(number, true, true, 1, 1, 1);
  }

  private static Standing serving(int number) {
    return new Standing(number, true, true, 0, 0, 1);
  }

  private static List<Integer> created(Settings.Workers workers, List<Standing> slots) {
    Turns turns = turns(workers, slots);
    return slots.stream()
        .filter(s -> !s.made())
        .filter(turns::takeCreation)
        .map(Standing::number)
        .toList();
  }

  private static List<Integer> leaving(Settings.Workers workers, List<Standing> slots) {
    Turns turns = turns(workers, slots);
    return slots.stream()
        .filter(s -> s.leaving() == 0)
        .filter(turns::takeLeave)
        .map(Standing::number)
        .toList();
  }

  private static Turns turns(Settings.Workers workers, List<Standing> slots) {
    int[] waves = workers.canary() ? new int[] {1, 3, 3} : new int[] {2, 2, 2, 1};
    Plan plan = Worlds.plan(Worlds.settings().with(workers), BLUE, waves);
    Observed world = Worlds.of(Facts.worker("b1"));
    return new Turns(new View(world, plan, world.record().orElseThrow(), InFlight.NOTHING), slots);
  }
}
