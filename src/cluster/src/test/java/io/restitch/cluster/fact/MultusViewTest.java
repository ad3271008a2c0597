package io.restitch.cluster.fact;

import static io.restitch.cluster.fact.MultusObjects.FENCED;
import static io.restitch.cluster.fact.MultusObjects.GREEN;
import static io.restitch.cluster.fact.MultusObjects.THICK;
import static io.restitch.cluster.fact.MultusObjects.map;
import static io.restitch.cluster.fact.MultusObjects.multus;
import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.fact.AddOnsFact.Setting;
import io.restitch.core.fact.TouchedFact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of Multus's DaemonSets and ConfigMaps, and of our copies. */
class MultusViewTest {
  private static final String SET = "kube-system/kube-multus-ds";
  private static final String COPY = "kube-system/kube-multus-ds-flannel";
  private static final String MAP = "kube-system/multus-daemon-config";
  private static final String NOTED = "\"annotations\":{\"restitch.io/fence-before\":\"{}\"}";
  private static final String OURS =
      "\"labels\":{\"restitch.io/part\":\"flannel\",\"restitch.io/copy-of\":\"kube-multus-ds\"}";
  private static final String NAMING =
      """
      {"cniVersion":"0.3.1","multusConfigFile":"auto","multusMasterCNI":"10-calico.conflist",
       "readinessindicatorfile":"/host/etc/cni/net.d/10-calico.conflist"}
      """;

  private final MultusView view = new MultusView();

  @Test
  void shouldReadThickMultusFromItsConfigMap() {
    // given
    view.daemonSet(SET, multus(THICK));
    view.map(MAP, map("multus-daemon-config", "daemon-config.json", NAMING));

    // then
    String map = "ConfigMap multus-daemon-config: ";
    assertThat(view.now())
        .containsExactly(
            new Multus(
                "DaemonSet kube-system/kube-multus-ds",
                true,
                false,
                List.of(
                    new Setting(map + "multusMasterCNI 10-calico.conflist", true),
                    new Setting(
                        map + "readinessindicatorfile /host/etc/cni/net.d/10-calico.conflist",
                        true)),
                List.of(),
                "0.3.1"));
    assertThat(view.due()).containsExactly(SET);
  }

  @Test
  void shouldFindTheConfigMapByWhatIsMountedAndItsKeysInAnyCase() {
    // given
    view.daemonSet(SET, multus("\"labels\":{}", "", THICK, "multus-7f2b"));

    // then
    assertThat(view.mounted()).containsExactly("kube-system/multus-7f2b");

    // when
    view.map(
        "kube-system/multus-7f2b",
        map("multus-7f2b", "any", "{\"clusternetwork\" : \"k8s-pod-network\"}"));

    // then
    assertThat(view.now().getFirst().calico())
        .containsExactly(
            new Setting("ConfigMap multus-7f2b: clusternetwork k8s-pod-network", true));
  }

  @Test
  void shouldReadThinMultusFromItsArgumentsAlone() {
    // when
    view.daemonSet(
        SET,
        multus(
            "\"command\":[\"/thin_entrypoint\"],\"args\":[\"--multus-conf-file=auto\","
                + "\"--readiness-indicator-file=/host/etc/cni/net.d/10-calico.conflist\"]"));

    // then
    assertThat(view.mounted()).isEmpty();
    assertThat(view.now().getFirst().thick()).isFalse();
    assertThat(view.now().getFirst().calico())
        .containsExactly(
            new Setting("--readiness-indicator-file=/host/etc/cni/net.d/10-calico.conflist", true));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"--cni-version=0.4.0\"',0.4.0",
    "'\"--multus-conf-file=auto\",\"--cni-version\",\"1.0.0\"',1.0.0",
    "'\"--cni-version=0.4.0\",\"--force-cni-version=true\"',''",
    "'\"--cni-version=0.4.0\",\"--multus-conf-file=/tmp/70-multus.conf\"',''"
  })
  void shouldKnowWhatVersionThinMultusHoldsADefaultNetworkAgainst(String args, String version) {
    // given
    view.daemonSet(SET, multus("\"command\":[\"/thin_entrypoint\"],\"args\":[" + args + "]"));

    // when
    view.map(MAP, map("multus-daemon-config", "70-multus.conf", "{\"cniVersion\":\"1.1.0\"}"));

    // then
    assertThat(view.now().getFirst().cniVersion()).isEqualTo(version);
  }

  @Test
  void shouldKnowNoVersionOfThickMultusThatWritesItsOwnIntoTheDefaultNetwork() {
    // given
    view.daemonSet(SET, multus(THICK));

    // when
    view.map(
        MAP,
        map(
            "multus-daemon-config",
            "daemon-config.json",
            "{\"cniVersion\":\"1.0.0\",\"forceCNIVersion\":true}"));

    // then
    assertThat(view.now().getFirst().cniVersion()).isEmpty();
  }

  @Test
  void shouldKnowWherePodsOfTheOriginalAndOfTheCopyBelong() {
    // when
    view.daemonSet(SET, multus(NOTED, FENCED, THICK, "m"));
    view.daemonSet(COPY, multus(OURS, GREEN, THICK, "m"));

    // then
    assertThat(view.pods())
        .extracting(
            p -> p.set() + " " + p.placement().wants(Map.of("restitch.io/fabric", "flannel")))
        .containsExactly(SET + " false", COPY + " true");
    assertThat(view.pods())
        .extracting(p -> p.set() + " " + p.placement().wants(Map.of()))
        .containsExactly(SET + " true", COPY + " false");
  }

  @Test
  void shouldSeeThatFlannelHasNothingInPlaceOfAPluginOrAnotherFile() {
    // given
    view.daemonSet(
        SET, multus("\"args\":[\"--readiness-indicator-file=/var/lib/calico/nodename\"]"));
    view.map(
        MAP,
        map("multus-daemon-config", "70-multus.conf", "{\"delegates\":[{\"type\":\"calico\"}]}"));

    // then
    assertThat(view.now().getFirst().calico()).extracting(Setting::counterpart).containsOnly(false);
    assertThat(view.due()).isEmpty();
  }

  @Test
  void shouldFindNothingToChangeInMultusAsItsOwnManifestHasIt() {
    // given
    view.daemonSet(SET, multus(THICK));
    view.map(MAP, map("multus-daemon-config", "daemon-config.json", "{\"cniVersion\":\"0.3.1\"}"));

    // then
    assertThat(view.now().getFirst().calico()).isEmpty();
    assertThat(view.due()).isEmpty();
    assertThat(view.shared()).isTrue();
    assertThat(view.everywhere()).isTrue();
    assertThat(view.touched()).isEmpty();
  }

  @Test
  void shouldSayWhatMayNotBeRead() {
    // given
    view.daemonSet(SET, multus(THICK));

    // when
    view.map(MAP, new MountedMap(Optional.empty(), true));

    // then
    assertThat(view.now().getFirst().unread())
        .containsExactly("ConfigMap kube-system/multus-daemon-config");
  }

  @Test
  void shouldLeaveAMultusAloneThatSomebodyKeepsOffGreenNodes() {
    // given
    view.daemonSet(
        SET, multus("\"labels\":{}", FENCED, "\"args\":[\"--x=10-calico.conflist\"]", "m"));

    // then
    assertThat(view.due()).isEmpty();
    assertThat(view.remains()).isFalse();
  }

  @Test
  void shouldBeSharedWhenTheOriginalKeepsOffGreenNodesAndTheCopyToThem() {
    // given
    String args = "\"args\":[\"--x=10-calico.conflist\"]";
    view.daemonSet(SET, multus(NOTED, FENCED, args, "m"));
    assertThat(view.due()).containsExactly(SET);
    assertThat(view.shared()).isFalse();

    // when
    view.daemonSet(COPY, multus(OURS, GREEN, args, "m"));

    // then
    assertThat(view.shared()).isTrue();
    assertThat(view.remains()).isTrue();
    assertThat(view.now()).hasSize(1);
    assertThat(view.touched())
        .extracting(TouchedFact::object)
        .containsExactly("DaemonSet " + SET, "DaemonSet " + COPY);

    // when: somebody takes the fence away
    view.daemonSet(SET, multus(NOTED, "", args, "m"));

    // then
    assertThat(view.shared()).isFalse();
    assertThat(view.touched())
        .filteredOn(t -> !t.stands())
        .extracting(TouchedFact::object)
        .containsExactly("DaemonSet " + SET);
  }

  @Test
  void shouldNameWhoKeepsTheConfigMapThatIsChangedAtTheEnd() {
    // given
    view.daemonSet(SET, multus(THICK));
    view.map(MAP, map("multus-daemon-config", "daemon-config.json", NAMING));

    // then
    assertThat(view.touched())
        .extracting(TouchedFact::object)
        .containsExactly("DaemonSet " + SET, "ConfigMap " + MAP);
  }

  @Test
  void shouldBeEverywhereWhenItsPodsAreReadyOnceItNamesFlannel() {
    // given: two nodes, one ready pod
    view.daemonSet(SET, multus("\"args\":[\"--x=10-flannel.conflist\"]"));
    assertThat(view.everywhere()).isFalse();

    // when: its ConfigMap got other names, and was not read anew yet
    view.daemonSet(SET, multus(THICK));
    view.map(MAP, map("multus-daemon-config", "daemon-config.json", NAMING));

    // then
    assertThat(view.everywhere()).isFalse();

    // when: one that names nothing is nobody's to wait for
    view.map(MAP, map("multus-daemon-config", "daemon-config.json", "{}"));

    // then
    assertThat(view.everywhere()).isTrue();
  }

  @Test
  void shouldStillKnowOfACopyWhoseOriginalIsGone() {
    // given
    view.daemonSet(COPY, multus(OURS, GREEN, THICK, "m"));

    // then
    assertThat(view.remains()).isTrue();
    assertThat(view.marked()).containsExactly(SET);
    assertThat(view.has(SET)).isFalse();

    // when
    view.daemonSetGone(COPY);

    // then
    assertThat(view.remains()).isFalse();
  }
}
