package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AddOnsFact;
import io.restitch.core.fact.AddOnsFact.Attachment;
import io.restitch.core.fact.AddOnsFact.Attachment.Kind;
import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.fact.AddOnsFact.Setting;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.VirtualMachineFact;
import io.restitch.core.fact.VirtualMachineFact.Strategy;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Multus and KubeVirt need before pods move. */
class AddOnsTest {
  private static final String MORE = "k8s.v1.cni.cncf.io/networks";
  private static final String DEFAULT = "v1.multus-cni.io/default-network";
  private static final Setting NAMED =
      new Setting("--multus-master-cni-file-name=10-calico.conflist", true);
  private static final Setting LOST =
      new Setting("--readiness-indicator-file=/var/lib/calico/nodename", false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "net1",
        "macvlan-a, shop/net1@eth1",
        "[{\"name\":\"net1\",\"namespace\":\"shop\"}]",
        "[ { \"name\": \"net1\" } ]"
      })
  void shouldForbidToMovePodsWhoseNetworkNeedsCalico(String networks) {
    assertThat(
            with(attachment(Kind.WRITTEN, "calico-ipam"))
                .and(new Change.PodSeen(asking(MORE, networks)))
                .by(new NetworkAttachments()))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.LATER);
          assertThat(v.from()).isEqualTo(PhaseName.WORKERS_REPLACED);
          assertThat(v.subject()).isEqualTo("NetworkAttachmentDefinition shop/net1");
          assertThat(v.message()).contains("calico-ipam", "shop/cart");
          assertThat(v.remedy()).isNotEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource({"net10", "other/net1", "my-net1"})
  void shouldOnlyWarnOfANetworkThatNoPodAsksFor(String networks) {
    assertThat(
            with(attachment(Kind.WRITTEN, "calico"))
                .and(new Change.PodSeen(asking(MORE, networks)))
                .by(new NetworkAttachments()))
        .extracting(Verdict::level)
        .containsExactly(Level.WARN);
  }

  @ParameterizedTest
  @CsvSource({"FILE,attachment-by-file", "UNREADABLE,attachment-unreadable"})
  void shouldNameNetworksWhoseConfigurationCannotBeSeen(Kind kind, String code) {
    assertThat(with(attachment(kind)).by(new NetworkAttachments()))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.code()).isEqualTo(code);
          assertThat(v.remedy()).isNotEmpty();
        });
  }

  @Test
  void shouldSayNothingOfANetworkThatDoesWithoutCalico() {
    assertThat(with(attachment(Kind.WRITTEN)).by(new NetworkAttachments())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "net1,LATER,default-network-calico",
    "calico-conf,LATER,default-network-calico",
    "macvlan-conf,WARN,default-network"
  })
  void shouldNamePodsThatReplaceTheClustersNetwork(String network, Level level, String code) {
    assertThat(
            with(attachment(Kind.WRITTEN, "calico"))
                .and(new Change.PodSeen(asking(DEFAULT, network)))
                .by(new NetworkAttachments()))
        .filteredOn(v -> v.subject().startsWith("default network"))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(level);
          assertThat(v.code()).isEqualTo(code);
          assertThat(v.message()).contains("shop/cart");
        });
  }

  @Test
  void shouldSayThatAMultusThatNamesCalicoIsCopied() {
    assertThat(with(multus(false, List.of(NAMED), "0.3.1")).by(new Multuses()))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.WARN);
          assertThat(v.code()).isEqualTo("multus-copied");
          assertThat(v.subject()).isEqualTo("DaemonSet kube-system/kube-multus-ds");
          assertThat(v.message()).contains(NAMED.text(), "green nodes get a copy");
          assertThat(v.remedy()).contains("10-flannel.conflist");
        });
  }

  @Test
  void shouldForbidToMovePodsWhereFlannelHasNothingToBeNamedInstead() {
    assertThat(with(multus(false, List.of(NAMED, LOST), "")).by(new Multuses()))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(Level.LATER);
          assertThat(v.code()).isEqualTo("multus-names-calico");
          assertThat(v.message()).contains(NAMED.text()).endsWith("what is there: " + LOST.text());
          assertThat(v.remedy()).contains("10-flannel.conflist");
        });
  }

  @Test
  void shouldForbidToMovePodsWhereSomebodyElseInstallsFlannel() {
    assertThat(
            with(multus(false, List.of(NAMED), ""))
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.FLANNEL_INSTALLED)))
                .by(new Multuses()))
        .extracting(Verdict::level)
        .containsExactly(Level.LATER);
  }

  @Test
  void shouldForbidToMovePodsWhereAConfigMapOfMultusMayNotBeRead() {
    // given
    Multus unread =
        new Multus(
            "DaemonSet net/multus", true, false, List.of(), List.of("ConfigMap net/m"), "0.3.1");

    // then
    assertThat(with(unread).by(new Multuses()))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.code()).isEqualTo("multus-unread");
          assertThat(v.level()).isEqualTo(Level.LATER);
          assertThat(v.message()).contains("ConfigMap net/m");
          assertThat(v.remedy()).contains("viewer.yaml");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "true,0.3.0,OK",
    "true,0.3.1,OK",
    "true,0.4.0,LATER",
    "true,1.0.0,LATER",
    "true,'',OK",
    "false,0.3.0,LATER",
    "false,0.3.1,OK",
    "false,0.4.0,LATER",
    "false,'',OK"
  })
  void shouldKnowWhichVersionRefusesFlannel(boolean thick, String version, Level level) {
    // given
    Multus multus = new Multus("DaemonSet net/multus", thick, false, List.of(), List.of(), version);

    // then
    assertThat(with(multus).by(new Multuses())).extracting(Verdict::level).containsExactly(level);
  }

  @Test
  void shouldSayNothingOfAMultusThatKeepsOffGreenNodes() {
    assertThat(with(multus(true, List.of(NAMED), "1.0.0")).by(new Multuses())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "LIVE_MIGRATE,'',false,Always,WARN,vm-migrates",
    "LIVE_MIGRATE,'',true,Always,WARN,vm-bridged",
    "LIVE_MIGRATE,no shared disk,false,Always,LATER,vm-not-migratable",
    "LIVE_MIGRATE_IF_POSSIBLE,'',false,Always,WARN,vm-migrates",
    "LIVE_MIGRATE_IF_POSSIBLE,no shared disk,false,RerunOnFailure,WARN,vm-restarts",
    "LIVE_MIGRATE_IF_POSSIBLE,no shared disk,false,Manual,LATER,vm-stays-off",
    "NONE,'',false,Always,WARN,vm-restarts",
    "NONE,'',false,'',LATER,vm-stays-off",
    "EXTERNAL,'',false,Always,WARN,vm-external"
  })
  void shouldSayWhatBecomesOfAVirtualMachine(
      Strategy strategy,
      String obstacle,
      boolean bridged,
      String runStrategy,
      Level level,
      String code) {
    // given
    VirtualMachineFact machine =
        new VirtualMachineFact(
            new ObjectRef("shop", "db"), "blue-1", strategy, obstacle, bridged, runStrategy);

    // when
    List<Verdict> found = with(machine).by(new VirtualMachines());

    // then
    assertThat(found)
        .singleElement()
        .satisfies(v -> {
          assertThat(v.level()).isEqualTo(level);
          assertThat(v.code()).isEqualTo(code);
          assertThat(v.subject() + v.message()).contains("shop/db").contains(obstacle);
        });
  }

  @Test
  void shouldSayNothingOfVirtualMachinesThatNobodyMoves() {
    // given
    VirtualMachineFact machine =
        new VirtualMachineFact(
            new ObjectRef("shop", "db"), "blue-1", Strategy.NONE, "", false, "Manual");

    // then
    assertThat(
            with(machine)
                .with(Settings.DEFAULT.attesting(Set.of(PhaseName.WORKERS_REPLACED)))
                .by(new VirtualMachines()))
        .isEmpty();
  }

  private static Seen with(Attachment attachment) {
    return seen(new AddOnsFact(List.of(attachment), List.of(), List.of(), List.of()));
  }

  private static Seen with(Multus multus) {
    return seen(new AddOnsFact(List.of(), List.of(multus), List.of(), List.of()));
  }

  private static Seen with(VirtualMachineFact machine) {
    return seen(new AddOnsFact(List.of(), List.of(), List.of(), List.of(machine)));
  }

  private static Seen seen(AddOnsFact addOns) {
    return Seen.cluster().nodes(Facts.worker("blue-1")).and(new Change.AddOnsSeen(addOns));
  }

  private static Attachment attachment(Kind kind, String... calico) {
    return new Attachment(new ObjectRef("shop", "net1"), kind, new TreeSet<>(List.of(calico)));
  }

  private static Multus multus(boolean keepsOffGreen, List<Setting> calico, String version) {
    return new Multus(
        "DaemonSet kube-system/kube-multus-ds", true, keepsOffGreen, calico, List.of(), version);
  }

  private static PodFact asking(String annotation, String networks) {
    PodFact pod = Facts.pod("cart", "blue-1");
    return new PodFact(
        pod.ref(),
        pod.uid(),
        pod.nodeName(),
        pod.labels(),
        Map.of(annotation, networks),
        pod.controller().orElse(null),
        pod.spec(),
        pod.status());
  }
}
