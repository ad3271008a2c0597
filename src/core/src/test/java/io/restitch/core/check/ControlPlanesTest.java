package io.restitch.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.EtcdFact.Members;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.MachineState;
import io.restitch.core.plan.Settings;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ControlPlanesTest {
  private static final OptionalLong ROOM = OptionalLong.of(1 << 30);

  private final Check check = new ControlPlanes();

  @Test
  void shouldSayThatAllIsWellWhenMachinesAreSound() {
    // given
    Seen cluster = twoMachines().and(sound("cp-1")).and(sound("cp-2"));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.OK);
  }

  static List<Arguments> spoilt() {
    return List.of(
        Arguments.of("no-kubeadm", machine(false, 0, ROOM, List.of(), List.of())),
        Arguments.of("manifest-strays", machine(true, 0, ROOM, List.of("kcm.yaml.bak"), List.of())),
        Arguments.of(
            "flags-repeated", machine(true, 0, ROOM, List.of(), List.of("--cluster-cidr"))),
        Arguments.of("clock-skew", machine(true, -6, ROOM, List.of(), List.of())),
        Arguments.of(
            "disk-too-full", machine(true, 0, OptionalLong.of(1 << 20), List.of(), List.of())),
        Arguments.of("disk-unseen", machine(true, 0, OptionalLong.empty(), List.of(), List.of())));
  }

  @ParameterizedTest
  @MethodSource("spoilt")
  void shouldBlockWhenMachineWouldSpoilTheChange(String code, MachineState machine) {
    // given
    Seen cluster = twoMachines().and(sound("cp-1")).and(host("cp-2", EtcdFact.HEALTHY, machine));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly(code);
    assertThat(found).extracting(Verdict::level).containsExactly(Level.BLOCK);
    assertThat(found).extracting(Verdict::subject).containsExactly("node cp-2");
    assertThat(found).extracting(Verdict::remedy).doesNotContain("");
  }

  static List<EtcdFact> unfit() {
    return List.of(
        new EtcdFact(true, false, false, false, List.of(), 0, 1, "no answer"),
        new EtcdFact(true, true, false, true, List.of(), 0, 1, ""),
        new EtcdFact(true, false, false, true, List.of(), 0, 1, "rpc not supported for learner"),
        new EtcdFact(true, true, false, false, List.of("NOSPACE"), 0, 1, ""),
        new EtcdFact(true, true, false, false, List.of(), 5000, 1, ""),
        new EtcdFact(true, true, false, false, List.of(), 0, 1, "its lag cannot be seen"),
        new EtcdFact(
            true, true, false, false, List.of(), 0, 1, new Members(4, List.of("cp-0")), ""));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void shouldBlockWhenEtcdMemberIsUnfit(EtcdFact member) {
    // given
    Seen cluster = twoMachines().and(sound("cp-1")).and(host("cp-2", member, MachineState.SOUND));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("etcd-unfit");
  }

  @Test
  void shouldBlockWhenPodsGetTheirNetworkThroughAnotherPlugin() {
    // given
    Change multus =
        new Change.HostSeen(HostFact.sound("cp-2", true, false, HostFact.Residue.counted(9, 0)));

    // when
    List<Verdict> found = twoMachines().and(sound("cp-1")).and(multus).by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("cni-not-calico");
  }

  @Test
  void shouldBlockWhenAMachineCannotBeScannedForCalico() {
    // given
    Change withoutTools =
        new Change.HostSeen(HostFact.sound("cp-2", true, true, HostFact.Residue.UNKNOWN));

    // when
    List<Verdict> found = twoMachines().and(sound("cp-1")).and(withoutTools).by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("scan-impossible");
    assertThat(found).extracting(Verdict::remedy).singleElement().asString().contains("ipset");
  }

  @Test
  void shouldNotAskForRoomWhenEtcdRunsElsewhere() {
    // given
    EtcdFact elsewhere = new EtcdFact(false, true, false, false, List.of(), 0, 1 << 30, "");
    MachineState unseen = machine(true, 0, OptionalLong.empty(), List.of(), List.of());
    Seen cluster = twoMachines().and(sound("cp-1")).and(host("cp-2", elsewhere, unseen));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsExactly(Level.OK);
  }

  @Test
  void shouldBlockWithTheReasonWhenMachineCannotBeReached() {
    // given
    Change lost =
        new Change.HostSeen(
            HostFact.unreached("cp-2", new HostFact.Unreached("refused", "start sshd")));
    Seen cluster = twoMachines().and(sound("cp-1")).and(lost);

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found)
        .containsExactly(
            Check.block(
                "host-unreachable",
                "node cp-2",
                "refused",
                "start sshd (workers alone need no SSH: --attest BackedUp,IpamHeld)"));
  }

  @Test
  void shouldBlockWhenTwoNodesLeadToOneMachine() {
    // given
    MachineState same =
        new MachineState("4f3c", true, Duration.ZERO, ROOM, List.of(), List.of(), "", null, null);
    Seen cluster =
        twoMachines()
            .and(host("cp-1", EtcdFact.HEALTHY, same))
            .and(host("cp-2", EtcdFact.HEALTHY, same));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("machine-twice");
    assertThat(found.getFirst().message()).contains("cp-1").contains("4f3c");
  }

  @Test
  void shouldBlockWithBothIdsWhenAddressLeadsToAnotherMachine() {
    // given
    MachineState another =
        new MachineState("4f3c", true, Duration.ZERO, ROOM, List.of(), List.of(), "", null, null);
    Seen cluster =
        Seen.cluster()
            .nodes(Facts.controlPlane("cp-1"), Facts.onMachine(Facts.controlPlane("cp-2"), "9e1d"))
            .and(sound("cp-1"))
            .and(host("cp-2", EtcdFact.HEALTHY, another));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("machine-mistaken");
    assertThat(found).extracting(Verdict::subject).containsExactly("node cp-2");
    assertThat(found.getFirst().message()).contains("9e1d").contains("4f3c");
  }

  @Test
  void shouldBlockWithTheirNamesWhenNodeHasFinalizers() {
    // given
    Seen cluster =
        Seen.cluster()
            .nodes(
                Facts.controlPlane("cp-1"),
                Facts.finalized(Facts.controlPlane("cp-2"), false, "cattle.io/node"))
            .and(sound("cp-1"))
            .and(sound("cp-2"));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::code).containsExactly("node-finalizers");
    assertThat(found.getFirst().message()).contains("cattle.io/node");
  }

  @Test
  void shouldLetWorkersBeReplacedWhenNothingBeforeThemIsOurs() {
    // given
    Seen cluster =
        twoMachines().with(attesting(EnumSet.of(PhaseName.BACKED_UP, PhaseName.IPAM_HELD)));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found).extracting(Verdict::level).containsOnly(Level.LATER);
    assertThat(found.getFirst().remedy()).contains("end before it: --until WorkersReplaced");
  }

  @Test
  void shouldAskNothingWhenAllIsAttested() {
    // given
    Set<PhaseName> all =
        EnumSet.of(
            PhaseName.BACKED_UP,
            PhaseName.IPAM_HELD,
            PhaseName.CONTROL_PLANE_CONVERTED,
            PhaseName.IPAM_RETURNED);

    // when
    List<Verdict> found = twoMachines().with(attesting(all)).by(check);

    // then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldAskForConsentWhenThereIsOneControlPlane() {
    // given
    Seen cluster = Seen.cluster().nodes(Facts.controlPlane("cp-1")).and(sound("cp-1"));

    // when
    List<Verdict> found = cluster.by(check);

    // then
    assertThat(found)
        .filteredOn(v -> v.level() == Level.CONSENT)
        .extracting(Verdict::code)
        .containsExactly("single-control-plane");
  }

  private static Seen twoMachines() {
    return Seen.cluster().nodes(Facts.controlPlane("cp-1"), Facts.controlPlane("cp-2"));
  }

  private static Settings attesting(Set<PhaseName> phases) {
    return Settings.DEFAULT.attesting(phases);
  }

  private static Change sound(String node) {
    return host(node, EtcdFact.HEALTHY, MachineState.SOUND);
  }

  private static Change host(String node, EtcdFact etcd, MachineState machine) {
    return new Change.HostSeen(new HostFact(node, null, true, true, Residue.NONE, etcd, machine));
  }

  private static MachineState machine(
      boolean kubeadm, long skew, OptionalLong free, List<String> strays, List<String> flags) {
    return new MachineState(
        "", kubeadm, Duration.ofSeconds(skew), free, strays, flags, "", null, null);
  }
}
