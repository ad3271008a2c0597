package io.restitch.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.twin.Faults.Odds;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random clusters, migrated, turned back and given up while restitch is killed again and again; no
 * promise is ever broken. One of them again: {@code -Drestitch.seed=SEED}.
 */
class SimulationTest {
  private static final long REPLAYED = Long.getLong("restitch.seed", 0);

  @Test
  void shouldMigrateThreeHundredClustersThoughItIsKilled() {
    simulate("migrated, killed up to three times each", 1, 300, Odds.KILLS, Simulation::migrate);
  }

  @Test
  void shouldMigrateOnABadDay() {
    simulate("migrated on a bad day", 1001, 1020, Odds.BAD_DAY, Simulation::migrate);
  }

  @Test
  void shouldLeaveASchedulableClusterWhenAborted() {
    simulate("aborted", 2001, 2025, Odds.BAD_DAY, Simulation::abort);
  }

  @Test
  void shouldBringWorkloadsBackWhenRolledBack() {
    simulate("rolled back", 3001, 3025, Odds.BAD_DAY, Simulation::rollBack);
  }

  @Test
  void shouldMigrateThoughSomebodyTakesTheFenceAwayAgainAndAgain() {
    simulate("migrated, the fence contested", 4001, 4030, Odds.CONTESTED, Simulation::migrate);
  }

  @Test
  void shouldTurnBackThoughSomebodyTakesTheFenceAwayAgainAndAgain() {
    simulate("rolled back, the fence contested", 5001, 5015, Odds.CONTESTED, Simulation::rollBack);
  }

  @Test
  void shouldChangeNothingWhereTheNetworkStandsInTheWay() {
    simulate("refused, then opened and migrated", 6001, 6025, Odds.BAD_DAY, Simulation::refused);
  }

  static void simulate(String what, long from, long to, Odds odds, Consumer<Simulation> run) {
    List<Long> seeds =
        LongStream.rangeClosed(from, to)
            .filter(seed -> REPLAYED == 0 || seed == REPLAYED)
            .boxed()
            .toList();
    List<String> broken =
        seeds.parallelStream().map(seed -> one(seed, odds, run)).flatMap(List::stream).toList();
    if (!seeds.isEmpty()) {
      System.out.printf(
          "%d clusters %s: seeds %d to %d, %d broken%n",
          seeds.size(), what, seeds.getFirst(), seeds.getLast(), broken.size());
    }
    assertThat(broken).isEmpty();
  }

  private static List<String> one(long seed, Odds odds, Consumer<Simulation> run) {
    Simulation simulation = new Simulation(seed, odds);
    try {
      run.accept(simulation);
      return List.of();
    } catch (RuntimeException e) {
      if (REPLAYED != 0) {
        simulation.story().lines().forEach(System.out::println);
      }
      return List.of("seed " + seed + ": " + e.getMessage());
    }
  }
}
