package io.restitch.core.check;

import static io.restitch.core.fact.PolicyKind.GLOBAL_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.NETWORK_POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.PolicyList;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private final Policies check = new Policies();

  @Test
  void shouldAskForConsentFromTheFirstPhaseInWhichIsolationIsMissing() {
    // when
    List<Verdict> found = cluster(listing()).by(check);

    // then
    assertThat(found)
        .containsExactly(
            new Verdict(
                Level.CONSENT,
                "unenforced-policies",
                "2 NetworkPolicies, 1 GlobalNetworkPolicy",
                "on Flannel nodes nobody enforces what isolates pods or machines now",
                "--accept unenforced-policies; or set network.flannelNetpol: true, or install"
                    + " kube-network-policies on every node first: it enforces NetworkPolicies"
                    + " (kube-network-policies.sigs.k8s.io)",
                PhaseName.WORKERS_REPLACED));
  }

  @Test
  void shouldNotAdviseWhatDoesNotHelp() {
    assertThat(cluster(listing().enforced(Reach.EVERY_NODE, NETWORK_POLICY)).by(check))
        .extracting(Verdict::subject, Verdict::remedy)
        .containsExactly(tuple("1 GlobalNetworkPolicy", "--accept unenforced-policies"));
  }

  @Test
  void shouldSayThatItIsAcceptedWhenItIs() {
    assertThat(
            cluster(listing())
                .with(Settings.DEFAULT.accepting(Set.of(Consent.UNENFORCED_POLICIES)))
                .by(check))
        .extracting(Verdict::remedy)
        .containsExactly("accepted");
  }

  @Test
  void shouldSayNothingWhenNothingIsLost() {
    assertThat(cluster(new PolicyList()).by(check)).isEmpty();
  }

  private static Seen cluster(PolicyList policies) {
    return Seen.cluster().nodes(Facts.worker("w-1")).and(policies.listed());
  }

  private static PolicyList listing() {
    return new PolicyList()
        .with(NETWORK_POLICY, "shop/cart", "shop/web")
        .with(GLOBAL_NETWORK_POLICY, "deny-metadata");
  }
}
