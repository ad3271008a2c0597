package io.restitch.core.policy;

import static io.restitch.core.fact.PolicyKind.AUTO_HOST_ENDPOINT;
import static io.restitch.core.fact.PolicyKind.GLOBAL_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.STAGED_NETWORK_POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.PolicyList;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which policies a consent is asked for, and which came after it was given. */
class PolicyLossesTest {
  @Test
  void shouldNameEachPolicyThatIsLost() {
    PolicyList policies =
        new PolicyList()
            .with(NETWORK_POLICY, "shop/cart")
            .with(GLOBAL_NETWORK_POLICY, "deny-metadata")
            .with(STAGED_NETWORK_POLICY, "shop/try")
            .with(AUTO_HOST_ENDPOINT, "w-1-auto-hep");

    assertThat(PolicyLosses.of(calico(policies), Settings.DEFAULT.terms()))
        .containsExactly("GlobalNetworkPolicy deny-metadata", "NetworkPolicy shop/cart");
  }

  @Test
  void shouldNameWhatCameLaterThoughEveryNodeIsOnFlannel() {
    Observed world =
        calico(new PolicyList().with(NETWORK_POLICY, "shop/cart", "shop/db"))
            .fold(new Change.NodeGone("w-1"))
            .fold(
                new Change.NodeSeen(
                    Facts.labelled(Facts.worker("g-1"), Names.FABRIC, Names.FABRIC_FLANNEL)));

    assertThat(
            PolicyLosses.beyond(Set.of("NetworkPolicy shop/cart"), world, Settings.DEFAULT.terms()))
        .containsExactly("NetworkPolicy shop/db");
  }

  @Test
  void shouldNotNameWhatCameLaterAndIsEnforced() {
    PolicyList policies =
        new PolicyList().with(NETWORK_POLICY, "shop/db").enforced(Reach.EVERY_NODE, NETWORK_POLICY);

    assertThat(PolicyLosses.beyond(Set.of(), calico(policies), Settings.DEFAULT.terms())).isEmpty();
  }

  @Test
  void shouldNotNameAnythingOnceCalicoIsGone() {
    Observed world =
        calico(new PolicyList().with(NETWORK_POLICY, "shop/db"))
            .fold(new Change.FabricsSeen(FabricsFact.unknown()));

    assertThat(PolicyLosses.beyond(Set.of(), world, Settings.DEFAULT.terms())).isEmpty();
  }

  private static Observed calico(PolicyList policies) {
    return Observed.nothing(Facts.START)
        .fold(new Change.FabricsSeen(Networks.calicoOn()))
        .fold(new Change.NodeSeen(Facts.worker("w-1")))
        .fold(policies.listed());
  }
}
