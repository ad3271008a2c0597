package io.restitch.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Change.ManagerLeaseGone;
import io.restitch.core.fact.Change.ManagerLeaseSeen;
import io.restitch.core.fact.ManagerLeaseFact;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagerLeaseTest {
  private static final String TAKEN = "2026-01-01T00:00:09.123456Z";
  private static final String KEY = "kube-system/kube-controller-manager";

  private final ManagerLease kind = new ManagerLease();

  @Test
  void shouldTellWhoTookItAndWhen() {
    // when
    List<Change> news = kind.seen(lease("cp_1_aa11-bb22", TAKEN, "2026-01-01T00:00:11.000000Z"));

    // then
    assertThat(news)
        .containsExactly(new ManagerLeaseSeen(new ManagerLeaseFact("cp_1", Instant.parse(TAKEN))));
  }

  @Test
  void shouldTellNothingWhenItIsRenewed() {
    // given
    kind.seen(lease("cp-1_aa11", TAKEN, "2026-01-01T00:00:11.000000Z"));

    // when
    List<Change> news = kind.seen(lease("cp-1_aa11", TAKEN, "2026-01-01T00:00:13.000000Z"));

    // then
    assertThat(news).isEmpty();
  }

  @Test
  void shouldTellWhenTheSameMachineTakesItAgain() {
    // given
    kind.seen(lease("cp-1_aa11", TAKEN, TAKEN));
    String again = "2026-01-01T00:01:00.000000Z";

    // when
    List<Change> news = kind.seen(lease("cp-1_cc33", again, again));

    // then
    assertThat(news)
        .containsExactly(new ManagerLeaseSeen(new ManagerLeaseFact("cp-1", Instant.parse(again))));
  }

  @Test
  void shouldTellWhenItIsGone() {
    // given
    kind.seen(lease("cp-1_aa11", TAKEN, TAKEN));

    // when
    List<Change> news = kind.gone(KEY);

    // then
    assertThat(news).containsExactly(new ManagerLeaseGone());
    assertThat(kind.seen(lease("cp-1_aa11", TAKEN, TAKEN))).hasSize(1);
  }

  @Test
  void shouldTellNothingWhenItWasNeverTaken() {
    // given
    Lease empty = lease("cp-1_aa11", TAKEN, TAKEN);
    empty.setSpec(null);

    // when
    List<Change> news = kind.seen(empty);

    // then
    assertThat(news).isEmpty();
  }

  private static Lease lease(String identity, String taken, String renewed) {
    return Serialization.unmarshal(
        """
        {"metadata": {"namespace": "kube-system", "name": "kube-controller-manager"},
         "spec": {"holderIdentity": "%s", "acquireTime": "%s", "renewTime": "%s",
                  "leaseDurationSeconds": 15, "leaseTransitions": 3}}
        """
            .formatted(identity, taken, renewed),
        Lease.class);
  }
}
