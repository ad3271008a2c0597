package io.restitch.core.policy;

import static io.restitch.core.fact.PolicyKind.ADMIN_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.AUTO_HOST_ENDPOINT;
import static io.restitch.core.fact.PolicyKind.BASELINE_ADMIN_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.CALICO_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.CLUSTER_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.GLOBAL_NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.GLOBAL_NETWORK_SET;
import static io.restitch.core.fact.PolicyKind.HOST_ENDPOINT;
import static io.restitch.core.fact.PolicyKind.NETWORK_POLICY;
import static io.restitch.core.fact.PolicyKind.STAGED_NETWORK_POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.PolicyList;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who enforces which policies, on which nodes, from when to when. */
class LedgerTest {
  private static final NodeFact BLUE = Facts.worker("blue");
  private static final NodeFact GREEN =
      Facts.labelled(Facts.worker("green"), Names.FABRIC, Names.FABRIC_FLANNEL);

  @Test
  void shouldBeEmptyWhenThereAreNoPolicies() {
    assertThat(ledger(new PolicyList(), BLUE)).isEqualTo(Ledger.NONE);
  }

  @Test
  void shouldShowThatFelixStaysOnCalicoNodesAndNobodyEnforcesOnFlannelNodes() {
    PolicyList policies =
        new PolicyList()
            .with(NETWORK_POLICY, "data/db", "shop/cart", "shop/web")
            .with(GLOBAL_NETWORK_POLICY, "deny-metadata");

    assertThat(table(policies, BLUE))
        .isEqualTo(
            """
            POLICIES ENFORCED | ON NODES OF | NetworkPolicy (3) | GlobalNetworkPolicy (1)
            now | Calico | Felix | Felix
            from WorkersReplaced on | Calico | Felix | Felix
            from WorkersReplaced on | Flannel | nobody | nobody
            after ControlPlaneConverted | Flannel | nobody | nobody
            after CalicoRemoved | Flannel | nobody | deleted
            after Unbridged | Flannel | nobody | deleted\
            """);
    assertThat(ledger(policies, BLUE).says())
        .containsExactly(
            "Isolation is missing on Flannel nodes from WorkersReplaced on, for good: nobody enforces"
                + " 3 NetworkPolicies (data 1, shop 2) and 1 GlobalNetworkPolicy there.",
            "Until CalicoRemoved a rollback brings back who enforces them now.",
            "On Calico nodes Felix goes on until the last of them is gone. Its selectors match pods"
                + " on Flannel nodes too: it takes their addresses from their status, and the bridge"
                + " keeps source addresses.",
            "Rules that name addresses of pods (ipBlock, nets, sets) instead of labels match no pod"
                + " that moved.",
            "CalicoRemoved deletes 1 GlobalNetworkPolicy; the backup has a copy.");
  }

  @Test
  void shouldLoseNothingWhenADaemonSetEnforcesOnEveryNode() {
    PolicyList policies =
        new PolicyList()
            .with(NETWORK_POLICY, "shop/cart")
            .enforced(Reach.EVERY_NODE, NETWORK_POLICY);

    Ledger ledger = ledger(policies, BLUE);

    assertThat(table(policies, BLUE))
        .isEqualTo(
            """
            POLICIES ENFORCED | ON NODES OF | NetworkPolicy (1)
            now | Calico | Felix + kube-system/kube-network-policies
            from WorkersReplaced on | Calico | Felix + kube-system/kube-network-policies
            from WorkersReplaced on | Flannel | kube-system/kube-network-policies
            after ControlPlaneConverted | Flannel | kube-system/kube-network-policies
            after CalicoRemoved | Flannel | kube-system/kube-network-policies
            after Unbridged | Flannel | kube-system/kube-network-policies\
            """);
    assertThat(ledger.lost()).isEmpty();
    assertThat(ledger.says())
        .contains(
            "Enforced all the time: 1 NetworkPolicy, on Flannel nodes by"
                + " kube-system/kube-network-policies, which knows pods on every node by their"
                + " addresses.");
  }

  @Test
  void shouldLoseOnlyTheKindsThatTheDaemonSetDoesNotKnow() {
    PolicyList policies =
        new PolicyList()
            .with(NETWORK_POLICY, "shop/cart")
            .with(ADMIN_NETWORK_POLICY, "tenants")
            .with(CALICO_NETWORK_POLICY, "shop/pay")
            .enforced(Reach.EVERY_NODE, NETWORK_POLICY);

    assertThat(ledger(policies, BLUE).lost())
        .containsExactly(ADMIN_NETWORK_POLICY, CALICO_NETWORK_POLICY);
  }

  @Test
  void shouldLoseIsolationAtTheEndWhenTheDaemonSetGoesByALabelOfOurs() {
    PolicyList policies =
        new PolicyList().with(NETWORK_POLICY, "shop/cart").enforced(Reach.GREEN, NETWORK_POLICY);

    Ledger ledger = ledger(policies, BLUE);

    assertThat(ledger.lostFrom()).contains(PhaseName.UNBRIDGED);
    assertThat(ledger.says())
        .contains(
            "Isolation is missing on Flannel nodes after Unbridged, for good: nobody enforces 1"
                + " NetworkPolicy (shop 1) there.",
            "DaemonSet kube-system/kube-network-policies keeps to nodes with restitch.io/fabric, and"
                + " Unbridged takes that label away: let it run on every node.");
  }

  @Test
  void shouldLoseNothingAtTheEndWhenOurLabelsStayOrFlannelIsOpenedBeforeTheyGo() {
    PolicyList bound =
        new PolicyList().with(NETWORK_POLICY, "shop/cart").enforced(Reach.GREEN, NETWORK_POLICY);
    PolicyList sidecar =
        new PolicyList().with(NETWORK_POLICY, "shop/cart").enforcedByFlannel(Reach.GREEN);

    assertThat(Ledger.of(world(bound, BLUE), attesting(PhaseName.UNBRIDGED).terms()).lost())
        .isEmpty();
    assertThat(ledger(sidecar, BLUE).lost()).isEmpty();
  }

  @Test
  void shouldCountOnWhatFlannelBringsBeforeItIsThere() {
    // given
    PolicyList policies =
        new PolicyList().with(NETWORK_POLICY, "shop/cart").with(CALICO_NETWORK_POLICY, "shop/pay");
    Settings settings = netpol("a/kube-network-policies:v1.0.0");

    // when
    Ledger ledger = Ledger.of(world(policies, BLUE), settings.terms());

    // then
    assertThat(table(ledger))
        .isEqualTo(
            """
            POLICIES ENFORCED | ON NODES OF | NetworkPolicy (1) | Calico NetworkPolicy (1)
            now | Calico | Felix | Felix
            from WorkersReplaced on | Calico | Felix | Felix
            from WorkersReplaced on | Flannel | kube-flannel/kube-flannel-ds | nobody
            after ControlPlaneConverted | Flannel | kube-flannel/kube-flannel-ds | nobody
            after CalicoRemoved | Flannel | kube-flannel/kube-flannel-ds | deleted
            after Unbridged | Flannel | kube-flannel/kube-flannel-ds | deleted\
            """);
    assertThat(ledger.lost()).containsExactly(CALICO_NETWORK_POLICY);
    assertThat(ledger.says())
        .contains(
            "Enforced all the time: 1 NetworkPolicy, on Flannel nodes by"
                + " kube-flannel/kube-flannel-ds, which knows pods on every node by their addresses.");
  }

  @ParameterizedTest
  @CsvSource({
    "a/kube-network-policies:v1.0.0,true,true",
    "a/kube-network-policies:v0.9.2-npa-v1alpha1,false,true",
    "a/kube-network-policies:v1.0.0-npa-v1alpha2@sha256:00,true,false"
  })
  void shouldGoByTheFlavourOfWhatFlannelBrings(String image, boolean admin, boolean cluster) {
    // given: Calico enforces none of them on Flannel nodes
    PolicyList policies =
        new PolicyList()
            .with(ADMIN_NETWORK_POLICY, "a")
            .with(CLUSTER_NETWORK_POLICY, "c")
            .calico("");

    // when
    Set<PolicyKind> lost = Ledger.of(world(policies, BLUE), netpol(image).terms()).lost();

    // then
    assertThat(lost.contains(ADMIN_NETWORK_POLICY)).isEqualTo(admin);
    assertThat(lost.contains(CLUSTER_NETWORK_POLICY)).isEqualTo(cluster);
  }

  @Test
  void shouldNotCountOnWhatOurFlannelBroughtAndWillNotBringAgain() {
    // given
    PolicyList policies =
        new PolicyList().with(NETWORK_POLICY, "shop/cart").enforcedByFlannel(Reach.GREEN);
    TreeSet<String> none = new TreeSet<>();
    Observed world =
        world(policies, BLUE)
            .fold(
                new Change.FabricsSeen(
                    Networks.calicoOn()
                        .with(new FlannelFact(true, "netpol=x", true, true, none, none))));

    // then
    assertThat(Ledger.of(world, Settings.DEFAULT.terms()).lost()).containsExactly(NETWORK_POLICY);
    assertThat(Ledger.of(world, attesting(PhaseName.FLANNEL_INSTALLED).terms()).lost()).isEmpty();
  }

  @Test
  void shouldNotCountOnASettingOfAFlannelThatIsNotOurs() {
    // given
    Settings settings =
        netpol("a/kube-network-policies:v1.0.0").attesting(Set.of(PhaseName.FLANNEL_INSTALLED));
    PolicyList policies = new PolicyList().with(NETWORK_POLICY, "shop/cart");

    // then
    assertThat(Ledger.of(world(policies, BLUE), settings.terms()).lost())
        .containsExactly(NETWORK_POLICY);
  }

  @Test
  void shouldSayUntilWhenADaemonSetKeepsOffNodesWithOurLabel() {
    PolicyList policies =
        new PolicyList()
            .with(NETWORK_POLICY, "shop/cart")
            .enforced(Reach.NOT_GREEN, NETWORK_POLICY);

    assertThat(ledger(policies, BLUE).says())
        .contains(
            "Isolation is missing on Flannel nodes from WorkersReplaced on, until Unbridged: nobody"
                + " enforces 1 NetworkPolicy (shop 1) there.");
  }

  @Test
  void shouldNotCountOnADaemonSetThatKeepsToSomeNodes() {
    PolicyList policies =
        new PolicyList().with(NETWORK_POLICY, "shop/cart").enforced(Reach.SOME, NETWORK_POLICY);

    Ledger ledger = ledger(policies, BLUE);

    assertThat(ledger.lost()).containsExactly(NETWORK_POLICY);
    assertThat(ledger.says())
        .contains(
            "DaemonSet kube-system/kube-network-policies enforces policies, but keeps to some nodes"
                + " by a selector of its own: it is not counted on.");
  }

  @ParameterizedTest
  @CsvSource({
    "v3.28.1,false,false,false",
    "v3.29.0,true,false,false",
    "v3.30.4,true,true,false",
    "v3.31.2-0.dev,true,true,false",
    "v3.32.0,false,false,true",
    "v4.0.0,false,false,true",
    "'',true,true,true",
    "master,true,true,true"
  })
  void shouldKnowWhichPoliciesOfClusterAdministratorsCalicoEnforces(
      String version, boolean admin, boolean baseline, boolean cluster) {
    PolicyList policies =
        new PolicyList()
            .with(ADMIN_NETWORK_POLICY, "a")
            .with(BASELINE_ADMIN_NETWORK_POLICY, "default")
            .with(CLUSTER_NETWORK_POLICY, "c")
            .calico(version);

    Set<PolicyKind> lost = ledger(policies, BLUE).lost();

    assertThat(lost.contains(ADMIN_NETWORK_POLICY)).isEqualTo(admin);
    assertThat(lost.contains(BASELINE_ADMIN_NETWORK_POLICY)).isEqualTo(baseline);
    assertThat(lost.contains(CLUSTER_NETWORK_POLICY)).isEqualTo(cluster);
  }

  @Test
  void shouldSayWhatNobodyEnforcesNowEither() {
    PolicyList policies = new PolicyList().with(ADMIN_NETWORK_POLICY, "a", "b").calico("v3.28.1");

    assertThat(ledger(policies, BLUE).says())
        .contains("Nobody enforces 2 AdminNetworkPolicies now either; this is Calico v3.28.1.");
  }

  @Test
  void shouldNotCountWhatIsStagedOrOnlyReferredToAsIsolation() {
    PolicyList policies =
        new PolicyList()
            .with(STAGED_NETWORK_POLICY, "shop/try")
            .with(GLOBAL_NETWORK_SET, "partners")
            .with(AUTO_HOST_ENDPOINT, "blue-auto-hep");

    Ledger ledger = ledger(policies, BLUE);

    assertThat(ledger.lost()).isEmpty();
    assertThat(ledger.table()).isEmpty();
    assertThat(ledger.says())
        .containsExactly(
            "CalicoRemoved deletes 1 StagedNetworkPolicy and 1 GlobalNetworkSet; the backup has a"
                + " copy.",
            "Never enforced: 1 StagedNetworkPolicy.");
  }

  @Test
  void shouldCountHostEndpointsSinceTheyIsolateMachines() {
    assertThat(ledger(new PolicyList().with(HOST_ENDPOINT, "blue-eth0"), BLUE).lost())
        .containsExactly(HOST_ENDPOINT);
  }

  @Test
  void shouldShowBothSidesAsTheyAreWhenNodesOfBothRun() {
    assertThat(table(new PolicyList().with(NETWORK_POLICY, "shop/cart"), BLUE, GREEN))
        .isEqualTo(
            """
            POLICIES ENFORCED | ON NODES OF | NetworkPolicy (1)
            now | Calico | Felix
            now | Flannel | nobody
            after ControlPlaneConverted | Flannel | nobody
            after CalicoRemoved | Flannel | nobody
            after Unbridged | Flannel | nobody\
            """);
  }

  @Test
  void shouldLoseNothingMoreWhenEveryNodeIsOnFlannelAlready() {
    Ledger ledger = ledger(new PolicyList().with(NETWORK_POLICY, "shop/cart"), GREEN);

    assertThat(ledger.lost()).isEmpty();
    assertThat(ledger.says())
        .contains("Nobody enforces 1 NetworkPolicy now either; this is Calico v3.31.2.");
  }

  @Test
  void shouldLeaveItToTheOperatorWhatHeAttests() {
    PolicyList policies = new PolicyList().with(CALICO_NETWORK_POLICY, "shop/pay");

    assertThat(
            Ledger.of(
                    world(policies, BLUE),
                    attesting(PhaseName.BRIDGED, PhaseName.BACKED_UP).terms())
                .says())
        .anyMatch(s -> s.endsWith("what you attest as Bridged has to keep their source addresses."))
        .contains("CalicoRemoved deletes 1 Calico NetworkPolicy: keep a copy.");
  }

  @Test
  void shouldNameAFewNamespacesAndCountTheRest() {
    PolicyList policies =
        new PolicyList().with(NETWORK_POLICY, "a/x", "b/x", "c/x", "d/x", "e/x", "f/x");

    assertThat(ledger(policies, BLUE).says().getFirst())
        .contains("6 NetworkPolicies (a 1, b 1, c 1, d 1 and 2 more namespaces) there.");
  }

  @Test
  void shouldShowThatNobodyEnforcesWhereCalicoIsNotFound() {
    Observed world =
        world(new PolicyList().with(NETWORK_POLICY, "shop/cart"), BLUE)
            .fold(new Change.FabricsSeen(FabricsFact.unknown()));

    assertThat(Ledger.of(world, Settings.DEFAULT.terms()).lost()).isEmpty();
  }

  private static String table(PolicyList policies, NodeFact... nodes) {
    return table(ledger(policies, nodes));
  }

  private static String table(Ledger ledger) {
    return ledger.table().stream()
        .map(row -> String.join(" | ", row))
        .collect(Collectors.joining("\n"));
  }

  private static Ledger ledger(PolicyList policies, NodeFact... nodes) {
    return Ledger.of(world(policies, nodes), Settings.DEFAULT.terms());
  }

  private static Settings attesting(PhaseName... phases) {
    return Settings.DEFAULT.attesting(Set.of(phases));
  }

  /** With kube-network-policies of this image beside Flannel. */
  private static Settings netpol(String image) {
    Settings.Network n = Settings.DEFAULT.network();
    return Settings.DEFAULT.with(
        new Settings.Network(
            n.podCidr(),
            n.nodeMask(),
            n.linkRange(),
            n.flannel().with(new Settings.Netpol(true, image))));
  }

  private static Observed world(PolicyList policies, NodeFact... nodes) {
    Observed world =
        Observed.nothing(Facts.START)
            .fold(new Change.FabricsSeen(Networks.calicoOn()))
            .fold(policies.listed());
    for (NodeFact node : nodes) {
      world = world.fold(new Change.NodeSeen(node));
    }
    return world;
  }
}
