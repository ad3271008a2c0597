package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.NodeFact.PodNetwork;
import io.restitch.core.fact.Observed;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Clusters;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Its pod is ready, its Node says how it is reached, and that there is a network. */
class FlannelReadinessTest {
  private static final String OWN = "10.0.0.1";
  private static final String OTHER = "203.0.113.7";

  private final NodeFact bare =
      Facts.network(
          Facts.labelled(Facts.worker("green-1"), Names.FABRIC, Names.FABRIC_FLANNEL),
          PodNetwork.FLANNEL);

  @Test
  void shouldMissNothingWhenTheNodeIsReachedAtItsOwnAddress() {
    assertThat(missing(Facts.leased(bare, OWN))).isEmpty();
  }

  @Test
  void shouldMissItsPodFirst() {
    assertThat(missing(bare, Clusters.plan()).map(Wait::code)).hasValue("flannel-lease");
    assertThat(FlannelReadiness.missing(view(world(bare), Clusters.plan()), bare).map(Wait::code))
        .hasValue("flannel-ready");
  }

  @ParameterizedTest
  @CsvSource({
    "backend-data,null",
    "backend-data,''",
    "public-ip,''",
    "kube-subnet-manager,false",
  })
  void shouldMissWhatOthersNeedToReachItsPods(String annotation, String said) {
    // given
    NodeFact half =
        Facts.annotated(Facts.leased(bare, OWN), Names.FLANNEL_PREFIX + annotation, said);

    // when
    Optional<Wait> missing = missing(half);

    // then
    assertThat(missing.map(Wait::code)).hasValue("flannel-lease");
    assertThat(missing.orElseThrow().needsPerson()).isFalse();
  }

  @Test
  void shouldAskAPersonWhenItIsReachedAtAnAddressThatTheNodeHasNot() {
    assertThat(missing(Facts.leased(bare, OTHER)))
        .hasValueSatisfying(w -> {
          assertThat(w.code()).isEqualTo("flannel-address");
          assertThat(w.reason()).contains(OWN).contains(OTHER);
          assertThat(w.remedy()).contains("delete Flannel's pod").contains("public-ip-overwrite");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"public-ip-overwrite", "node-public-ip"})
  void shouldTakeAnAddressThatAPersonChoseOnTheNode(String annotation) {
    assertThat(
            missing(
                Facts.annotated(
                    Facts.leased(bare, OTHER), Names.FLANNEL_PREFIX + annotation, OTHER)))
        .isEmpty();
  }

  @Test
  void shouldTakeTheAddressOfADeviceThatAPersonChose() {
    // given
    Plan plan = Clusters.plan();
    Settings.Network n = plan.settings().network();
    Settings chosen =
        plan.settings()
            .with(
                new Settings.Network(
                    n.podCidr(),
                    n.nodeMask(),
                    n.linkRange(),
                    new Settings.Flannel(
                        n.flannel().image(),
                        n.flannel().cniImage(),
                        "eth1",
                        n.flannel().netpol())));

    // then
    assertThat(missing(Facts.leased(bare, OTHER), plan.with(chosen))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = PodNetwork.class,
      names = {"UNKNOWN", "UNAVAILABLE"},
      mode = Mode.INCLUDE)
  void shouldMissTheConditionThatTheNodeHasANetwork(PodNetwork said) {
    assertThat(missing(Facts.network(Facts.leased(bare, OWN), said)).map(Wait::code))
        .hasValue("network-ready");
  }

  @Test
  void shouldLeaveItToWhoeverAttestsFlannel() {
    // given
    Plan plan = Clusters.plan();
    Settings attested = plan.settings().attesting(Set.of(PhaseName.FLANNEL_INSTALLED));

    // then
    assertThat(FlannelReadiness.missing(view(world(bare), plan.with(attested)), bare)).isEmpty();
  }

  private static Optional<Wait> missing(NodeFact node) {
    return missing(node, Clusters.plan());
  }

  /** What is missing where Flannel's pod is ready. */
  private static Optional<Wait> missing(NodeFact node, Plan plan) {
    TreeSet<String> ready = new TreeSet<>(List.of(node.name()));
    Observed world =
        world(node)
            .fold(
                new Change.FabricsSeen(
                    Networks.calicoOn("cp-1")
                        .with(new FlannelFact(true, "", true, true, ready, ready))));
    return FlannelReadiness.missing(view(world, plan), node);
  }

  private static Observed world(NodeFact node) {
    return Clusters.untouched().fold(new Change.NodeSeen(node));
  }

  private static View view(Observed world, Plan plan) {
    return new View(world, plan, Clusters.record(false), InFlight.NOTHING);
  }
}
