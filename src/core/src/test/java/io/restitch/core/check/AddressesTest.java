package io.restitch.core.check;

import static io.restitch.core.testing.Facts.pod;
import static io.restitch.core.testing.Facts.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.Change;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Carried;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.verdict.Verdict;
import io.restitch.spi.MachineShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node takes 110 pods; a /28 has 13 addresses for them, a /24 has 253. */
class AddressesTest {
  private static final Slot SLOT =
      new Slot(
          1,
          Cidr.parse("10.244.0.0/28"),
          new MachineShape("m", "t", "a", "i", Map.of()),
          List.of(new Source("w-1", "m", Carried.NOTHING)));

  private final Addresses check = new Addresses();

  @Test
  void shouldFindNothingWhenEveryPodGetsAnAddress() {
    // when
    List<Verdict> found = pods(14).range("10.244.0.0/16", 24).by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldBlockWhenANodeHasMorePodsThanItsRangeHasAddresses() {
    // when
    List<Verdict> found = pods(14).range("10.244.0.0/16", 28).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "addresses-too-few",
                "node w-1",
                "it runs 14 pods, and a /28 has 13 addresses",
                "set network.nodeMask to 24, or another shorter length"));
  }

  @Test
  void shouldWarnWhenOnlyTheKubeletWouldTakeMore() {
    // when
    List<Verdict> found = pods(13).range("10.244.0.0/16", 28).by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.warn(
                "addresses-tight",
                "network.nodeMask",
                "the kubelets of w-1 take more pods than a /28 has addresses (13)",
                "set network.nodeMask to a shorter length, or maxPods of new kubelets to fewer"));
  }

  private static Seen pods(int count) {
    Seen seen = Seen.cluster().nodes(worker("w-1")).slots(SLOT);
    for (int i = 0; i < count; i++) {
      seen.and(new Change.PodSeen(pod("p-" + i, "w-1")));
    }
    return seen;
  }
}
