package io.restitch.twin.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.net.Cidr;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The trap: while it allocates, a pod CIDR outside its range ends it at its next start. */
class ControllerManagersTest {
  private static final Cidr OLD = Cidr.parse("192.168.0.0/16");
  private static final Duration LONGER_THAN_A_START = Duration.ofSeconds(60);

  private final Small small = new Small();
  private final ControllerManagers managers =
      new ControllerManagers(
          small.truth,
          new Chance(1, "test"),
          new ManagerElection(small.truth, new Chance(1, "election")));

  @Test
  void shouldNotStartWhenItAllocatesAndAPodCidrIsOutsideItsRange() {
    // Given
    node("green-1", "10.244.3.0/24");

    // When
    managers.restart("cp-1", true, OLD);
    small.goOn(LONGER_THAN_A_START);

    // Then
    assertThat(ready()).isFalse();
  }

  @Test
  void shouldStartWhenItDoesNotAllocateThoughAPodCidrIsOutsideItsRange() {
    // Given
    node("green-1", "10.244.3.0/24");

    // When
    managers.restart("cp-1", false, OLD);
    small.goOn(LONGER_THAN_A_START);

    // Then
    assertThat(ready()).isTrue();
  }

  @Test
  void shouldStartAtLastWhenThePodCidrOutsideIsGone() {
    // Given
    node("green-1", "10.244.3.0/24");
    managers.restart("cp-1", true, OLD);
    small.goOn(LONGER_THAN_A_START);
    small.truth.change(new Change.NodeGone("green-1"));

    // When
    small.goOn(LONGER_THAN_A_START);

    // Then
    assertThat(ready()).isTrue();
  }

  @Test
  void shouldGiveTheFirstFreePodCidrWhenItAllocates() {
    // Given
    node("worker-1", "192.168.0.0/24");
    small.node("worker-2", "a");
    small.truth.change(
        new Change.ControllerManagerSeen(
            new ControllerManagerFact("cp-1", true, OLD, 24, true, small.agenda.now())));

    // When
    managers.reconcile();

    // Then
    assertThat(small.truth.node("worker-2").orElseThrow().spec().podCidrs())
        .containsExactly(Cidr.parse("192.168.1.0/24"));
  }

  private void node(String name, String podCidr) {
    small.put(NodeEdits.podCidrs(small.node(name, "a"), List.of(Cidr.parse(podCidr))));
  }

  private boolean ready() {
    return small.truth.world().platform().controllerManagers().values().stream()
        .anyMatch(ControllerManagerFact::ready);
  }
}
