package io.restitch.core.phases;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.decision.Wait;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ManagerLeaseFact;
import io.restitch.core.testing.Facts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All have the right flags, and were started at {@link Facts#START}. */
class ManagerLeaderTest {
  private static final List<ControllerManagerFact> ALL =
      List.of(Facts.manager("cp-1", false, null), Facts.manager("cp-2", false, null));

  @Test
  void shouldAskForNoneWhenThereIsNoLease() {
    // when
    ManagerLeader leader = ManagerLeader.among(ALL, Optional.empty());

    // then
    assertThat(leader.missing()).isEmpty();
    assertThat(leader.name()).isEmpty();
  }

  @Test
  void shouldTakeTheHolderWhenItTookTheLeaseAfterItsStart() {
    // when
    ManagerLeader leader = leader("cp-2", Facts.START.plusSeconds(1));

    // then
    assertThat(leader.missing()).isEmpty();
    assertThat(leader.name()).contains("cp-2");
  }

  @Test
  void shouldTakeTheHolderWhenItsClockWasSetBackByFiveSeconds() {
    // when
    ManagerLeader leader = leader("cp-2", Facts.START.minusSeconds(5));

    // then
    assertThat(leader.missing()).isEmpty();
  }

  @Test
  void shouldWaitWhenTheLeaseIsOlderThanTheProcess() {
    // when
    ManagerLeader leader = leader("cp-2", Facts.START.minusMillis(5_001));

    // then
    assertThat(leader.missing())
        .contains(
            new Wait(
                "controller-manager-leads",
                "node cp-2",
                "the Lease is still that of the kube-controller-manager that ran here before",
                "it runs out in 15 s; if this lasts longer than a minute, look why none takes it:"
                    + " kubectl -n kube-system logs kube-controller-manager-cp-2; with"
                    + " --leader-elect=false nobody uses the Lease: delete it"));
  }

  @Test
  void shouldWaitWhenNoContainerOfTheHolderIsSeenToRun() {
    // given
    ControllerManagerFact unborn = new ControllerManagerFact("cp-1", false, null, 24, true, null);

    // when
    ManagerLeader leader =
        ManagerLeader.among(
            List.of(unborn), Optional.of(new ManagerLeaseFact("cp-1", Facts.START)));

    // then
    assertThat(leader.missing()).isPresent();
  }

  @Test
  void shouldNameTheHolderWhenItIsNoneOfThese() {
    // when
    ManagerLeader leader = leader("cp-9", Facts.START.plusSeconds(1));

    // then
    assertThat(leader.missing())
        .hasValueSatisfying(w -> assertThat(w.reason()).contains("on cp-9 leads one"));
  }

  @Test
  void shouldWaitWhenTheLeaseWasGivenBack() {
    // when
    ManagerLeader leader = leader("", Facts.START.plusSeconds(1));

    // then
    assertThat(leader.missing())
        .hasValueSatisfying(w -> assertThat(w.reason()).isEqualTo("none leads"));
  }

  @ParameterizedTest
  @CsvSource({
    "cp-1, cp-1, true",
    "CP-1.example.org, cp-1, true",
    "cp-1, cp-1.example.org, true",
    "cp-1, cp-10, false",
    "10.0.0.1, 10.0.0.2, false",
    "cp-1.north.org, cp-1.south.org, false"
  })
  void shouldKnowAMachineByItsShortNameOrItsFullOne(String holder, String node, boolean same) {
    // when
    boolean held = new ManagerLeaseFact(holder, Facts.START).heldOn(node);

    // then
    assertThat(held).isEqualTo(same);
  }

  private static ManagerLeader leader(String holder, Instant acquired) {
    return ManagerLeader.among(ALL, Optional.of(new ManagerLeaseFact(holder, acquired)));
  }
}
