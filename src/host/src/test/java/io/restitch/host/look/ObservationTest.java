package io.restitch.host.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.EtcdFact.Members;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Left;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.MachineState;
import io.restitch.core.fact.MachineState.ManagerFlags;
import io.restitch.core.fact.MachineState.Multus;
import io.restitch.core.net.Cidr;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final Observation LOOK = new Observation(NOON, NOON.plusSeconds(2));

  private static final String SEEN =
      """
      {"kubelet": true, "cni": "10-calico.conflist", "flannelSubnet": "10.244.7.1/24", "kubeadm": true, "clock": "2026-01-31T12:00:01Z", "machineId": "4c0b",
       "manager": {"allocate": true, "range": "192.168.0.0/16"}, "task": "remove-calico",
       "strays": ["kube-controller-manager.yaml.bak"], "repeatedFlags": ["--cluster-cidr"],
       "etcd": {"stacked": true, "healthy": true, "leader": true, "learner": false, "alarms": ["NOSPACE"], "lag": 7,
                "databaseBytes": 4194304, "members": 3, "silent": ["m3"], "problem": ""},
       "freeBytes": {"etcd": 1073741824, "tasks": 2147483648}, "networkd": ["ManageForeignRoutes"],
       "calicoLeft": 12, "calicoSome": ["chain cali-INPUT"], "flannelLeft": 0, "flannelSome": []}
      """;

  @Test
  void shouldKnowAllOfItWhenAMachineTellsAll() {
    // when
    HostFact fact = LOOK.of("m1", SEEN);

    // then
    assertThat(fact)
        .isEqualTo(
            new HostFact(
                "m1",
                null,
                true,
                true,
                new Residue(new Left(12, List.of("chain cali-INPUT")), new Left(0, List.of())),
                new EtcdFact(
                    true,
                    true,
                    true,
                    false,
                    List.of("NOSPACE"),
                    7,
                    4194304,
                    new Members(3, List.of("m3")),
                    ""),
                new MachineState(
                    "4c0b",
                    true,
                    Duration.ZERO,
                    OptionalLong.of(1073741824),
                    List.of("kube-controller-manager.yaml.bak"),
                    List.of("--cluster-cidr"),
                    "remove-calico",
                    new ManagerFlags(true, Cidr.parse("192.168.0.0/16")),
                    null,
                    List.of("ManageForeignRoutes"),
                    Cidr.parse("10.244.7.0/24"))));
  }

  @Test
  void shouldNotTakeTheUnknownForGoodWhenValuesAreNull() {
    // given
    String seen =
        """
        {"kubelet": false, "cni": null, "flannelSubnet": null, "kubeadm": false, "clock": null, "machineId": null, "manager": null,
         "task": "", "strays": [], "repeatedFlags": [],
         "etcd": {"stacked": null, "healthy": null, "leader": null, "learner": null, "alarms": null, "lag": null,
                  "databaseBytes": null, "members": null, "silent": null, "problem": "crictl is missing"},
         "freeBytes": {"etcd": null, "tasks": 5}, "calicoLeft": null, "calicoSome": null, "flannelLeft": null, "flannelSome": null}
        """;

    // when
    HostFact fact = LOOK.of("m1", seen);

    // then
    assertThat(fact.kubeletRunning()).isFalse();
    assertThat(fact.calicoConfigured()).isFalse();
    assertThat(fact.residue()).isEqualTo(Residue.UNKNOWN);
    assertThat(fact.etcd().unfit())
        .contains("its etcd member is not known to be healthy: crictl is missing");
    assertThat(fact.machine().freeBytes()).isEmpty();
    assertThat(fact.machine().manager()).isNull();
    assertThat(fact.machine().flannelSubnet()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"learner\": false',learner,whether it has a vote",
    "'\"alarms\": []',alarms,whether it has raised an alarm",
    "'\"lag\": 7',lag,how far it is behind",
    "'\"silent\": []',silent,which members answer"
  })
  void shouldFindAHealthyMemberUnfitWhenSomethingOfItIsNotKnown(
      String known, String field, String words) {
    // given
    String fit = SEEN.replace("[\"NOSPACE\"]", "[]").replace("[\"m3\"]", "[]");
    assertThat(LOOK.of("m1", fit).etcd().unfit()).isEmpty();

    // when
    HostFact fact = LOOK.of("m1", fit.replace(known, "\"" + field + "\": null"));

    // then
    assertThat(fact.etcd().unfit())
        .contains("its etcd member is not known to be healthy: " + words + " cannot be seen");
  }

  @Test
  void shouldNotMissMembersWhenEtcdRunsElsewhere() {
    // when
    HostFact fact =
        LOOK.of(
            "m1",
            SEEN.replace("[\"NOSPACE\"]", "[]")
                .replace("[\"m3\"]", "null")
                .replace("\"stacked\": true", "\"stacked\": false"));

    // then
    assertThat(fact.etcd().unfit()).isEmpty();
  }

  @Test
  void shouldBeAProblemWhenTheKubeletCannotBeSeen() {
    // when
    HostFact fact = LOOK.of("m1", SEEN.replace("\"kubelet\": true", "\"kubelet\": null"));

    // then
    assertThat(fact.problem()).isPresent();
    assertThat(fact.problem().orElseThrow().message()).contains("kubelet of m1");
  }

  @Test
  void shouldIgnoreWhatANewerScriptTellsBesides() {
    assertThat(LOOK.of("m1", SEEN.replace("\"task\"", "\"moon\": {\"full\": 1}, \"task\"")))
        .isEqualTo(LOOK.of("m1", SEEN));
  }

  @Test
  void shouldTakeTheFirstRangeWhenThereAreTwoFamiliesOfAddresses() {
    // when
    HostFact fact = LOOK.of("m1", SEEN.replace("192.168.0.0/16", "192.168.0.0/16,fd00::/48"));

    // then
    assertThat(fact.machine().manager())
        .isEqualTo(new ManagerFlags(true, Cidr.parse("192.168.0.0/16")));
  }

  @ParameterizedTest
  @CsvSource({"10-canal.conflist,true", "10-flannel.conflist,false", "99-loopback.conf,false"})
  void shouldTellWhoseConfigurationPodsGet(String cni, boolean calico) {
    assertThat(LOOK.of("m1", SEEN.replace("10-calico.conflist", cni)).calicoConfigured())
        .isEqualTo(calico);
  }

  @ParameterizedTest
  @CsvSource({"calico,CALICO", "flannel,FLANNEL"})
  void shouldTellWhatMultusHandsOnToAndSinceWhen(String network, Fabric fabric) {
    assertThat(LOOK.of("m1", multus("\"" + network + "\"")).machine().multus())
        .isEqualTo(new Multus(fabric, NOON.minusSeconds(60)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"other\"", "null"})
  void shouldSayNothingOfAMultusThatHandsOnToNeither(String network) {
    assertThat(LOOK.of("m1", multus(network)).machine().multus()).isNull();
  }

  private static String multus(String network) {
    return SEEN.replace(
        "\"kubeadm\"",
        "\"multus\": {\"network\": "
            + network
            + ", \"written\": \"2026-01-31T11:59:00Z\"}, \"kubeadm\"");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T11:59:59Z,PT0S",
    "2026-01-31T12:00:00Z,PT0S",
    "2026-01-31T12:00:02Z,PT0S",
    "2026-01-31T12:00:08Z,PT6S",
    "2026-01-31T11:59:50Z,PT-9S"
  })
  void shouldCallAClockWrongOnlyByWhatTheLookCannotExplain(Instant theirs, Duration skew) {
    assertThat(LOOK.skew(theirs)).isEqualTo(skew);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "oops",
        "[]",
        "{\"kubelet\": \"yes\"}",
        "{\"kubelet\": true, \"task\": 5}",
        "{\"kubelet\": true, \"flannelSubnet\": \"10.244.7.1\"}",
        "{\"kubelet\": true, \"strays\": [{}]}",
        "{\"kubelet\": true, \"manager\": {\"range\": \"everything\"}}"
      })
  void shouldFailWhenItIsNotWhatALookPrints(String printed) {
    assertThatThrownBy(() -> LOOK.of("m1", printed))
        .isInstanceOf(RestitchException.class)
        .hasMessageStartingWith("m1 printed");
  }
}
