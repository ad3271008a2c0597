package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.lab.Commands.Ended;
import io.restitch.render.HostScript;
import io.restitch.render.HostScript.Plain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** CNI configuration moved aside and back, Flannel removed, files packed: on a machine of files. */
@Tag("lab")
class CniScriptsLabTest {
  private static final HostScript LEAVE = new Plain(Task.LEAVE_CALICO);
  private static final HostScript RETURN = new Plain(Task.RETURN_TO_CALICO);
  private static final HostScript OBSERVE = new HostScript.Observe(ExternalEtcd.NONE);
  private static final HostScript REMOVE_FLANNEL = new Plain(Task.REMOVE_FLANNEL);
  private static final String CALICO =
      """
      mkdir -p /etc/cni/net.d
      echo conflist >/etc/cni/net.d/10-calico.conflist
      echo canary-token >/etc/cni/net.d/calico-kubeconfig
      """;
  private static final String FLANNEL =
      """
      set -e
      mkdir -p /etc/cni/net.d /opt/cni/bin /run/flannel /var/lib/cni/networks/cbr0 /var/lib/cni/flannel
      echo flannel >/etc/cni/net.d/10-flannel.conflist
      touch /opt/cni/bin/flannel /opt/cni/bin/bridge
      echo FLANNEL_SUBNET=10.244.7.1/24 >/run/flannel/subnet.env
      ip link add eth0 type bridge
      ip link set eth0 up
      ip link add flannel.1 type vxlan id 1 dstport 8472 dev eth0
      ip link add cni0 type bridge
      ip addr add 10.244.7.1/24 dev cni0
      for tool in iptables-nft iptables-legacy; do
        $tool-restore --noflush <<'RULES'
      *nat
      :FLANNEL-POSTRTG - [0:0]
      -A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
      -A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j RETURN
      COMMIT
      *filter
      :FLANNEL-FWD - [0:0]
      -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
      -A FORWARD -m comment --comment "not -j FLANNEL-FWD" -j ACCEPT
      -A FLANNEL-FWD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
      COMMIT
      RULES
      done
      """;

  /** As kube-network-policies leaves it. */
  private static final String TABLE =
      """
      nft -f - <<'RULES'
      table inet kube-network-policies {
        set podips-v4 { type ipv4_addr; elements = { 10.244.7.9 } }
        chain postrouting { type filter hook postrouting priority 95; ip daddr @podips-v4 counter accept; }
      }
      RULES
      """;

  private final Room room = Room.open();

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldMoveCalicosConfigurationAsideAndBack() {
    // given
    room.sh(CALICO + "echo flannel >/etc/cni/net.d/10-flannel.conflist").well();

    // when
    Ended left = room.run(LEAVE).well();
    String aside = list("/etc/cni/net.d");
    room.run(LEAVE).well();
    String rights = room.sh("stat -c %a /etc/kubernetes/restitch-backup").well().out();
    room.run(RETURN).well();
    room.run(RETURN).well();

    // then
    assertThat(aside).isEqualTo("10-flannel.conflist\n");
    assertThat(rights).isEqualTo("700\n");
    assertThat(list("/etc/cni/net.d"))
        .isEqualTo("10-calico.conflist\n10-flannel.conflist\ncalico-kubeconfig\n");
    assertThat(list("/etc/kubernetes/restitch-backup/cni")).isEmpty();
    assertThat(left.out() + left.err()).doesNotContain("canary");
  }

  @Test
  void shouldKeepWhatCalicoWroteAnewWhenReturning() {
    // given
    room.sh(CALICO + "echo flannel >/etc/cni/net.d/10-flannel.conflist").well();
    room.run(LEAVE).well();
    room.sh("echo fresh >/etc/cni/net.d/10-calico.conflist").well();

    // when
    room.run(RETURN).well();

    // then
    assertThat(room.sh("cat /etc/cni/net.d/10-calico.conflist").out()).isEqualTo("fresh\n");
    assertThat(room.sh("cat /etc/cni/net.d/calico-kubeconfig").out()).isEqualTo("canary-token\n");
  }

  @Test
  void shouldWaitWhenThereIsNoOtherConfiguration() {
    // given
    room.sh(CALICO).well();

    // when
    Ended ended = room.run(LEAVE);

    // then
    assertThat(ended.status()).isEqualTo(11);
    assertThat(list("/etc/cni/net.d")).contains("10-calico.conflist");
  }

  @Test
  void shouldNotTakeMultusForAnotherConfiguration() {
    // given
    room.sh(CALICO + "echo multus >/etc/cni/net.d/00-multus.conf").well();

    // when
    Ended ended = room.run(LEAVE);

    // then
    assertThat(ended.status()).isEqualTo(11);
    assertThat(list("/etc/cni/net.d")).contains("10-calico.conflist");
  }

  @ParameterizedTest
  @CsvSource({
    "10-calico.conflist,'{\"clusterNetwork\": \"/host/etc/cni/net.d/10-calico.conflist\"}',calico",
    "10-canal.conflist,'{\"delegates\": [{\"plugins\": [{\"type\": \"calico\"}]}]}',calico",
    "10-flannel.conflist,'{\"clusterNetwork\": \"/host/etc/cni/net.d/10-flannel.conflist\"}',flannel",
    "10-flannel.conflist,'{\"delegates\": [{\"plugins\": [{\"type\": \"flannel\"}]}]}',flannel",
    "05-cilium.conflist,'{\"clusterNetwork\": \"/host/etc/cni/net.d/05-cilium.conflist\"}',other"
  })
  void shouldSayWhatMultusHandsOnToAndWhatIsFirstBesideIt(
      String first, String multus, String network) {
    // given
    room.sh(
            "mkdir -p /etc/cni/net.d; touch /etc/cni/net.d/%s\n".formatted(first)
                + "echo '%s' >/etc/cni/net.d/00-multus.conf\n".formatted(multus)
                + "touch -d 2026-01-31T12:00:00Z /etc/cni/net.d/00-multus.conf")
        .well();

    // when
    JsonNode seen = JsonMapper.shared().readTree(room.run(OBSERVE).well().out());

    // then
    assertThat(seen.path("cni").asString("")).isEqualTo(first);
    assertThat(seen.path("multus").toString())
        .isEqualTo("{\"network\":\"%s\",\"written\":\"2026-01-31T12:00:00Z\"}".formatted(network));
  }

  @Test
  void shouldSayWhatFlannelGivesAddressesFrom() {
    // given
    room.sh("mkdir -p /run/flannel").well();

    // then
    assertThat(flannelSubnet().isNull()).isTrue();

    // given
    room.sh(
            "printf 'FLANNEL_NETWORK=10.244.0.0/16\\nFLANNEL_SUBNET=10.244.7.1/24\\nFLANNEL_MTU=1450\\n'"
                + " >/run/flannel/subnet.env")
        .well();

    // then
    assertThat(flannelSubnet().asString("")).isEqualTo("10.244.7.1/24");
  }

  private JsonNode flannelSubnet() {
    return JsonMapper.shared().readTree(room.run(OBSERVE).well().out()).path("flannelSubnet");
  }

  @Test
  void shouldSayWhatToDoWhenThereIsNothingToReturnTo() {
    // given
    room.sh("mkdir -p /etc/cni/net.d").well();

    // when
    Ended ended = room.run(RETURN);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err()).contains("delete this node's calico-node pod");
  }

  @Test
  void shouldTakeAllOfFlannelAndNothingElse() {
    // given
    ForeignState.load(room);
    room.sh("rm -rf /etc/cni /opt/cni /var/lib/cni").well();
    NetworkState others = NetworkState.of(room);
    room.sh(FLANNEL).well();

    // when
    Ended removed = room.run(REMOVE_FLANNEL);
    Ended again = room.run(REMOVE_FLANNEL);

    // then
    assertThat(removed.status()).as(removed.err()).isZero();
    assertThat(again.well().err()).contains("nothing of Flannel is left");
    assertThat(room.run(new HostScript.Scan()).well().out()).doesNotContain("\"flannel\"");
    room.sh(
            """
            for tool in iptables-nft iptables-legacy; do
              $tool -D FORWARD -m comment --comment "not -j FLANNEL-FWD" -j ACCEPT
            done
            rm /opt/cni/bin/bridge
            ip link del eth0
            """)
        .well();
    NetworkState.of(room).shouldBe(others, "after the clean-up");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTakeTheTableOfWhatEnforcedPoliciesUnlessSomebodyUsesIt(boolean used) {
    // given
    room.sh(FLANNEL + TABLE).well();
    if (used) {
      room.sh(
              "cp \"$(command -v sleep)\" /tmp/netpol; (/tmp/netpol 60 </dev/null >/dev/null 2>&1 &)")
          .well();
    }

    // when
    room.run(REMOVE_FLANNEL).well();

    // then
    assertThat(tables().contains("inet kube-network-policies")).isEqualTo(used);
  }

  @Test
  void shouldLeaveTheTableOfPoliciesWhereFlannelNeverWas() {
    // given
    room.sh(TABLE).well();

    // when
    room.run(REMOVE_FLANNEL).well();

    // then
    assertThat(tables()).contains("inet kube-network-policies");
  }

  private String tables() {
    return room.sh("nft list tables").well().out();
  }

  @Test
  void shouldWaitWhilePodsAreOnFlannelsBridge() {
    // given
    room.sh(
            FLANNEL
                + "ip link add veth1 type veth peer name veth2\nip link set veth1 master cni0\n")
        .well();

    // when
    Ended ended = room.run(REMOVE_FLANNEL);

    // then
    assertThat(ended.status()).isEqualTo(11);
    assertThat(ended.err()).contains("pods are still connected to cni0");
    assertThat(list("/run/flannel")).contains("subnet.env");
  }

  @Test
  void shouldLeaveABridgeThatIsNotFlannels() {
    // given
    room.sh(
            "ip link add cni0 type bridge; ip addr add 10.88.0.1/16 dev cni0; mkdir -p /run/flannel")
        .well();

    // when
    room.run(REMOVE_FLANNEL).well();

    // then
    assertThat(room.sh("ip -o addr show dev cni0").well().out()).contains("10.88.0.1/16");
    assertThat(list("/run")).doesNotContain("flannel");
  }

  @Test
  void shouldPackWhatMakesAControlPlane() {
    // given
    room.sh(
            CALICO
                + """
                mkdir -p /etc/kubernetes/pki/etcd /var/lib/kubelet/pki
                echo canary-key >/etc/kubernetes/pki/etcd/ca.key
                echo config >/var/lib/kubelet/config.yaml
                """)
        .well();

    // when
    Ended packed = room.run(new HostScript.BackUpFiles("run-1"));
    String path = "/var/lib/restitch/backups/files-run-1.tar.gz";
    String content = room.sh("tar -xzOf " + path + " etc/kubernetes/pki/etcd/ca.key").well().out();
    String sum =
        room.sh("sha256sum <" + path + " | cut -d ' ' -f 1; stat -c %a " + path).well().out();
    room.run(new HostScript.Discard(path)).well();

    // then
    assertThat(packed.well().out())
        .contains("\"path\": \"" + path + "\"")
        .contains(sum.lines().findFirst().orElseThrow());
    assertThat(sum).endsWith("\n600\n");
    assertThat(content).isEqualTo("canary-key\n");
    assertThat(packed.out() + packed.err()).doesNotContain("canary");
    assertThat(list("/var/lib/restitch/backups")).isEmpty();
  }

  private String list(String folder) {
    return room.sh("ls -A " + folder).well().out();
  }
}
