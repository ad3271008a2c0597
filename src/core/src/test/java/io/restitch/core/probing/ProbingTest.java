package io.restitch.core.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.FabricAction.InstallProbes;
import io.restitch.core.action.FabricAction.RemoveProbes;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Networks;
import io.restitch.core.testing.Worlds;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Probes are started, awaited and judged. */
class ProbingTest {
  private static final NodeFact A = Facts.worker("a");
  private static final NodeFact B = Facts.worker("b");
  private final ProbeSpec wanted = wanted(Worlds.of(A, B));

  @Test
  void shouldStartProbesThatKnowAllNodes() {
    assertThat(wanted.image()).isEqualTo(Settings.DEFAULT.network().flannel().image());
    assertThat(wanted.map().members()).extracting(m -> m.name()).containsExactly("a", "b");
  }

  @Test
  void shouldStartNoneWhereNodesFindNoLinkAddress() {
    // when: a /32 is its own only address
    Probing now = Probing.look(Worlds.of(A, B), links("100.64.0.0/32"), 1);

    // then
    assertThat(now.step().holds()).isTrue();
    assertThat(now.verdicts())
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.BLOCK);
          assertThat(v.code()).isEqualTo("link-range-too-small");
          assertThat(v.remedy()).isEqualTo("choose a /30 or larger for network.linkRange");
        });
  }

  private static Settings links(String range) {
    Settings d = Settings.DEFAULT;
    Settings.Network n = d.network();
    return new Settings(
        new Settings.Network(n.podCidr(), n.nodeMask(), Cidr.parse(range), n.flannel()),
        d.provider(),
        d.workers(),
        d.drain(),
        d.backup(),
        d.hosts(),
        d.attested(),
        d.accepted(),
        d.pauseAfter());
  }

  @Test
  void shouldStartThemAnewWhenANodeHasCome() {
    // given
    ProbesFact probed = Networks.probed(wanted);

    // when
    Probing now = look(with(probed, A, B, Facts.worker("c")));

    // then
    assertThat(now.step().actions()).hasOnlyElementsOfType(InstallProbes.class).hasSize(1);
  }

  @Test
  void shouldWaitForEachReadyNodesProbeByName() {
    // given
    ProbesFact half = says("a", "heard=- fits=- left=2 quiet=9");

    // when
    Probing now = look(with(half, A, B));

    // then
    assertThat(now.step().holds()).isFalse();
    assertThat(now.step().waits()).extracting(Wait::subject).containsExactly("node b");
    assertThat(now.verdicts()).isEmpty();
  }

  @Test
  void shouldWaitWhileSomethingIsMissingAndRoundsStillBringNews() {
    // given
    ProbesFact soon =
        says("a", "heard=- fits=- left=2 quiet=4", "b", "heard=- fits=- left=2 quiet=5");

    // then
    assertThat(look(with(soon, A, B)).step().waits())
        .extracting(Wait::code, Wait::subject)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("probe-reaches", "node a"));
  }

  @Test
  void shouldAskAPersonForAProbeThatStaysSilent() {
    // given
    ProbesFact half = says("a", "heard=- fits=- left=0 quiet=0");
    ProbesFact unread =
        new ProbesFact(
            half.installedAs(),
            half.nodes(),
            half.reports(),
            new TreeMap<>(Map.of("b", "dial tcp 10.0.0.2:10250: connection refused")));
    Observed world =
        with(unread, A, B)
            .fold(new Change.PodSeen(Facts.agent("restitch-system", "restitch-probe", "b")));

    // when
    Wait soon = look(world.at(Facts.START.plusSeconds(119))).step().waits().getFirst();
    Wait late = look(world.at(Facts.START.plusSeconds(120))).step().waits().getFirst();

    // then
    assertThat(soon.needsPerson()).isFalse();
    assertThat(late.code()).isEqualTo("probe-speaks");
    assertThat(late.subject()).isEqualTo("node b");
    assertThat(late.reason()).contains("10.0.0.2:10250: connection refused");
    assertThat(late.remedy()).contains("port 10250").contains("restitch-probe-b");
  }

  @Test
  void shouldJudgeOnceRoundsBringNothingNew() {
    // given
    ProbesFact silent =
        says("a", "heard=2 fits=- left=1 quiet=5", "b", "heard=- fits=- left=2 quiet=5");

    // when
    Probing now = look(with(silent, A, B));

    // then
    assertThat(now.step().holds()).isTrue();
    assertThat(now.verdicts()).extracting(Verdict::code).containsExactly("udp-8472-closed");
  }

  @Test
  void shouldSayHowMuchWasProvedWhenAllIsWell() {
    // when
    Probing now = look(with(Networks.probed(wanted), A, B));

    // then
    assertThat(now.verdicts())
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.OK);
          assertThat(v.message())
              .isEqualTo(
                  "2 pairs of 2 nodes: UDP 8472 passes both ways, with packets of 1450 bytes");
        });
  }

  @Test
  void shouldNameAnImageThatCannotBePulledAndWaitALittleWhileLonger() {
    // given
    Observed world = withoutImage().at(Facts.START.plusSeconds(119));

    // when
    Probing now = look(world);

    // then
    assertThat(now.verdicts()).isEmpty();
    assertThat(now.step().waits())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.subject()).isEqualTo("node b");
          assertThat(w.reason())
              .endsWith("image registry.example/flannel:v9 cannot be pulled there");
          assertThat(w.needsPerson()).isTrue();
        });
  }

  @Test
  void shouldRefuseAnImageThatCannotBePulledForTwoMinutes() {
    // when
    Probing now = look(withoutImage().at(Facts.START.plusSeconds(120)));

    // then
    assertThat(now.step().holds()).isTrue();
    assertThat(now.verdicts())
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.BLOCK);
          assertThat(v.code()).isEqualTo("image-not-pulled");
          assertThat(v.subject()).isEqualTo("node b");
          assertThat(v.remedy()).contains("network.flannelImage");
        });
  }

  /** One probe speaks, the other one cannot start. */
  private Observed withoutImage() {
    return with(says("a", "heard=- fits=- left=2 quiet=5"), A, B)
        .fold(
            new Change.PodSeen(
                Facts.unpulled(
                    "restitch-system",
                    "restitch-probe",
                    "b",
                    "registry.example/flannel:v9",
                    Facts.START)));
  }

  @Test
  void shouldNotWaitForANodeThatIsNotReadyButNameIt() {
    // given
    ProbesFact alone = says("a", "heard=- fits=- left=2 quiet=5");

    // when
    Probing now = look(with(alone, A, Facts.notReady(B)));

    // then
    assertThat(now.step().holds()).isTrue();
    assertThat(now.verdicts())
        .extracting(Verdict::level, Verdict::code, Verdict::subject)
        .contains(org.assertj.core.groups.Tuple.tuple(Level.WARN, "not-probed", "node b"));
    assertThat(now.verdicts()).noneMatch(v -> v.level() == Level.BLOCK);
  }

  @Test
  void shouldNotTakeAWordThatWasSaidOfOtherNodes() {
    // given
    SortedMap<String, ProbeReport> said = new TreeMap<>();
    said.put("a", ProbeText.report("probe=other state=up mtu=1450 left=0"));
    said.put("b", ProbeText.report("probe=other state=up mtu=1450 left=0"));

    // when
    Probing now =
        look(with(new ProbesFact(wanted.text(), new TreeSet<>(said.keySet()), said), A, B));

    // then
    assertThat(now.step().waits()).hasSize(2);
  }

  @Test
  void shouldEndProbesWhoseTimeIsOverAndStartOthers() {
    assertThat(look(with(says("a", "state=over"), A, B)).step().actions())
        .containsExactly(new RemoveProbes());
    assertThat(look(with(ProbesFact.ABSENT, A, B)).step().actions())
        .containsExactly(new InstallProbes(wanted));
  }

  @Test
  void shouldSayWhatIsInTheWayOnAMachine() {
    // given
    ProbesFact said =
        says(
            "a",
            "range=100.127.200.1/24@eth1 devices=cni-restitch others=flannel.1 heard=2 fits=2:1450"
                + " left=0",
            "b",
            "state=taken left=0");

    // when
    Probing now = look(with(said, A, B));

    // then
    assertThat(now.verdicts())
        .extracting(v -> v.level() + " " + v.code() + " " + v.subject())
        .containsExactly(
            "BLOCK device-left node a",
            "BLOCK link-range-used node a",
            "BLOCK udp-8472-taken node b",
            "WARN udp-8472-shared node a");
    assertThat(now.verdicts().get(1).message())
        .isEqualTo("the bridge's range 100.127.192.0/18 is in use on it: 100.127.200.1/24@eth1");
    assertThat(now.verdicts().get(1).remedy()).contains("network.linkRange");
  }

  private static ProbeSpec wanted(Observed world) {
    return ((InstallProbes) look(world).step().actions().getFirst()).spec();
  }

  private static Probing look(Observed world) {
    return Probing.look(world, Settings.DEFAULT, 1);
  }

  private static Observed with(ProbesFact probes, NodeFact... nodes) {
    FabricsFact fabrics = FabricsFact.unknown().with(probes);
    return Worlds.of(nodes).fold(new Change.FabricsSeen(fabrics));
  }

  private ProbesFact says(String... nodesAndWords) {
    SortedMap<String, ProbeReport> said = new TreeMap<>();
    for (int i = 0; i < nodesAndWords.length; i += 2) {
      String words = nodesAndWords[i + 1];
      String state = words.startsWith("state=") ? "" : " state=up";
      said.put(
          nodesAndWords[i],
          ProbeText.report("probe=" + wanted.map().id() + state + " mtu=1450 " + words));
    }
    return new ProbesFact(wanted.text(), new TreeSet<>(said.keySet()), said);
  }
}
