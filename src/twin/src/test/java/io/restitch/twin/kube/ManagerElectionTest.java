package io.restitch.twin.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.core.net.Cidr;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A Lease outlives its holder. */
class ManagerElectionTest {
  private static final Cidr RANGE = Cidr.parse("192.168.0.0/16");
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(20);

  private final Small small = new Small();
  private final ManagerElection election =
      new ManagerElection(small.truth, new Chance(1, "election"));
  private final ControllerManagers managers =
      new ControllerManagers(small.truth, new Chance(1, "test"), election);
  private final Instant begin = small.agenda.now();

  @Test
  void shouldHaveNoLeaderWhileTheLeaseOfAnEndedOneRuns() {
    // Given
    runs("cp-1");
    runs("cp-2");
    leads("cp-1");
    managers.restart("cp-1", false, null);

    // When
    small.goOn(Duration.ofSeconds(12));

    // Then
    assertThat(election.leader()).isEmpty();
    assertThat(lease()).isEqualTo(new ManagerLeaseFact("cp-1", begin));
  }

  @Test
  void shouldHaveALeaderAgainWhenTheLeaseHasRunOut() {
    // Given
    runs("cp-1");
    leads("cp-1");
    managers.restart("cp-1", false, null);

    // When
    small.goOn(LONGER_THAN_A_LEASE);

    // Then
    assertThat(election.leader()).isPresent();
    assertThat(lease().acquired()).isAfter(begin.plusSeconds(12));
  }

  @Test
  void shouldKeepItsLeaderWhenAnotherEnds() {
    // Given
    runs("cp-1");
    runs("cp-2");
    leads("cp-2");
    managers.restart("cp-1", false, null);

    // When
    small.goOn(LONGER_THAN_A_LEASE);

    // Then
    assertThat(lease()).isEqualTo(new ManagerLeaseFact("cp-2", begin));
  }

  private void runs(String node) {
    small.truth.change(
        new Change.ControllerManagerSeen(
            new ControllerManagerFact(node, true, RANGE, 24, true, begin)));
  }

  private void leads(String node) {
    small.truth.change(new Change.ManagerLeaseSeen(new ManagerLeaseFact(node, begin)));
  }

  private ManagerLeaseFact lease() {
    return small.truth.world().managerLease().orElseThrow();
  }
}
