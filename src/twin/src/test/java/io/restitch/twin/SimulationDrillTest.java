package io.restitch.twin;

import io.restitch.twin.Faults.Odds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More of what {@link SimulationTest} does, for longer than every run can wait. */
@Tag("drill")
class SimulationDrillTest {

  @Test
  void shouldMigrateAThousandClustersOnABadDay() {
    SimulationTest.simulate(
        "migrated on a bad day", 10_001, 11_000, Odds.BAD_DAY, Simulation::migrate);
  }

  @Test
  void shouldAbortThreeHundredTimes() {
    SimulationTest.simulate("aborted", 20_001, 20_300, Odds.BAD_DAY, Simulation::abort);
  }

  @Test
  void shouldRollBackThreeHundredTimes() {
    SimulationTest.simulate("rolled back", 30_001, 30_300, Odds.BAD_DAY, Simulation::rollBack);
  }
}
