package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final Settings ATTESTED = Settings.DEFAULT.attesting(Set.of(PhaseName.IPAM_HELD));

  private final Allocation check = new Allocation();

  @Test
  void shouldFindNothingWhenNobodyAllocates() {
    // when
    List<Verdict> found = attested().and(manager(false, "192.168.0.0/16")).by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.OK);
  }

  @Test
  void shouldBlockWhenItAllocatesAnotherRange() {
    // when
    List<Verdict> found = attested().and(manager(true, "192.168.0.0/16")).by(check);

    // then
    assertThat(found)
        .containsExactly(
            new Verdict(
                Level.BLOCK,
                "attestation-contradicted",
                "kube-controller-manager on cp-1",
                "IpamHeld is attested, but it says --allocate-node-cidrs=true"
                    + " --cluster-cidr=192.168.0.0/16: with a pod CIDR of 10.244.0.0/16 on any Node"
                    + " it exits at its next start, and every controller with it",
                "set --allocate-node-cidrs=false on every control plane, then plan again"));
  }

  @Test
  void shouldBlockWhenOnlyTheClusterKnowsTheRange() {
    // when
    List<Verdict> found = attested().and(manager(true, null)).by(check);

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> assertThat(v.message()).contains("--cluster-cidr=192.168.0.0/16"));
  }

  @Test
  void shouldFindNothingWhenPlannedRangeLiesInTheAllocatedOne() {
    // when
    List<Verdict> found = attested().and(manager(true, "10.0.0.0/8")).by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldFindNothingWhenRestitchHoldsItItself() {
    // when
    List<Verdict> found = Seen.cluster().and(manager(true, "192.168.0.0/16")).by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldFindNothingWhenNoneIsSeen() {
    // when
    List<Verdict> found = attested().by(check);

    // then
    assertThat(found).isEmpty();
  }

  private static Seen attested() {
    return Seen.cluster().with(ATTESTED);
  }

  private static Change manager(boolean allocates, @Nullable String range) {
    return new Change.ControllerManagerSeen(
        Facts.manager("cp-1", allocates, range == null ? null : Cidr.parse(range)));
  }
}
