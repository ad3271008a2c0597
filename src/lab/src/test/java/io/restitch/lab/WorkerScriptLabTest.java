package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.fact.Taint;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.plan.Settings.Join.How;
import io.restitch.lab.Commands.Ended;
import io.restitch.render.JoinAccess;
import io.restitch.render.WorkerScript;
import io.restitch.spi.MachineShape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a new machine runs at its first boot, on a machine whose programs write down their calls.
 */
@Tag("lab")
class WorkerScriptLabTest {
  private static final JoinAccess ACCESS =
      new JoinAccess("10.0.0.10:6443", "sha256:0a0b", "abcdef.canary", "1.34.3", "systemd");

  private static final List<String> KERNEL =
      List.of("modprobe -a overlay br_netfilter vxlan", "sysctl --quiet --system", "swapoff -a");
  private static final List<String> CONTAINERD =
      List.of(
          "containerd config default",
          "systemctl enable --now containerd",
          "systemctl restart containerd",
          "systemctl enable kubelet");
  private static final String JOIN = "kubeadm join --config /run/restitch-join.yaml";

  /** {@code sleep} is none, or a mirror that does not answer would cost the test its pauses. */
  private static final List<String> RECORDED =
      List.of("modprobe", "sysctl", "swapoff", "apt-mark", "systemctl", "sleep");

  private final Room room = Room.open();

  @BeforeEach
  void setUp() {
    room.sh(
            """
            mkdir -p /etc/modules-load.d /etc/sysctl.d /etc/apt/sources.list.d /etc/yum.repos.d
            rm -f /etc/containerd/config.toml
            echo '/dev/sda2 none swap sw 0 0' >/etc/fstab
            """)
        .well();
    RECORDED.forEach(program -> recording(program, ""));
    for (String packages : List.of("apt-get", "dnf")) {
      // CNI plugins come with the kubelet, which depends on them.
      recording(
          packages,
          "case $* in *kubelet*) mkdir -p /opt/cni/bin && ln -sf /bin/true /opt/cni/bin/bridge ;; esac");
    }
    String written =
        "while [ $# -gt 1 ]; do if [ \"$1\" = -o ]; then echo key >$2; fi; shift; done";
    recording("curl", written);
    recording("gpg", written);
    recording("containerd", "printf 'bin_dir = \"/opt/cni/bin\"\\n  SystemdCgroup = false\\n'");
    recording("kubeadm", "stat -c %a \"$3\" >/run/mode; cat \"$3\" >/run/joined-with");
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldInstallTheClustersVersionByAptAndHoldItBeforeItJoins() {
    Ended ended = room.sh(script(How.DEBIAN)).well();

    assertThat(calls())
        .containsExactlyElementsOf(
            all(
                KERNEL,
                List.of(
                    "apt-get -q update",
                    "apt-get -q install -y containerd apt-transport-https ca-certificates curl gpg"
                        + " conntrack socat ipset",
                    "curl -fsSL -o /run/restitch-kubernetes.key"
                        + " https://pkgs.k8s.io/core:/stable:/v1.34/deb/Release.key",
                    "gpg --batch --yes --dearmor -o /etc/apt/keyrings/kubernetes.gpg"
                        + " /run/restitch-kubernetes.key",
                    "apt-get -q update",
                    "apt-get -q install -y kubelet=1.34.3-* kubeadm=1.34.3-*",
                    "apt-mark hold kubelet kubeadm"),
                CONTAINERD,
                List.of(JOIN)));
    assertThat(file("/etc/apt/sources.list.d/kubernetes.list"))
        .isEqualTo(
            "deb [signed-by=/etc/apt/keyrings/kubernetes.gpg]"
                + " https://pkgs.k8s.io/core:/stable:/v1.34/deb/ /\n");
    assertThat(ended.out()).endsWith("restitch: joined as worker-7\n");
  }

  @Test
  void shouldInstallTheClustersVersionByDnfFromARepositoryThatUpdatesNothingBeforeItJoins() {
    room.sh(script(How.RHEL)).well();

    assertThat(calls())
        .containsExactlyElementsOf(
            all(
                KERNEL,
                List.of(
                    "dnf -q install -y containerd",
                    "dnf -q install -y conntrack-tools socat ipset iproute-tc",
                    "dnf -q install -y --disableexcludes=kubernetes kubelet-1.34.3 kubeadm-1.34.3"),
                CONTAINERD,
                List.of(JOIN)));
    assertThat(file("/etc/yum.repos.d/kubernetes.repo"))
        .contains(
            "baseurl=https://pkgs.k8s.io/core:/stable:/v1.34/rpm/\n",
            "gpgcheck=1\n",
            "exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni\n");
  }

  @Test
  void shouldTakeDockersContainerdWhereTheDistributionHasNone() {
    room.shim("dnf", recorded("case \" $* \" in *' containerd '*) exit 1 ;; esac"));
    room.sh("mkdir -p /opt/cni/bin && ln -s /bin/true /opt/cni/bin/bridge").well();

    room.sh(script(How.RHEL)).well();

    assertThat(calls())
        .containsSubsequence(
            "dnf -q install -y containerd", "dnf -q install -y containerd.io", JOIN);
    assertThat(file("/etc/yum.repos.d/docker-ce.repo"))
        .contains("/rhel/$releasever/$basearch/stable\n", "gpgcheck=1\n");
  }

  @Test
  void shouldOnlyJoinWhereTheImageHasAllThatItNeeds() {
    room.sh("mkdir -p /opt/cni/bin && ln -s /bin/true /opt/cni/bin/bridge").well();

    room.sh(script(How.SCRIPT)).well();

    assertThat(calls()).containsExactlyElementsOf(all(KERNEL, List.of(JOIN)));
    assertThat(room.sh("test -e /etc/containerd/config.toml").status()).isNotZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "RHEL"})
  void shouldLeaveAMachineReadyForPodsAndItsTokenNowhere(How how) {
    room.sh(script(how)).well();

    assertThat(file("/etc/containerd/config.toml"))
        .isEqualTo("bin_dir = \"/opt/cni/bin\"\n  SystemdCgroup = true\n");
    assertThat(file("/etc/modules-load.d/kubernetes.conf"))
        .isEqualTo("overlay\nbr_netfilter\nvxlan\n");
    assertThat(file("/etc/sysctl.d/99-kubernetes.conf"))
        .contains("net.ipv4.ip_forward=1\n", "net.bridge.bridge-nf-call-iptables=1\n");
    assertThat(file("/etc/fstab")).isEqualTo("# /dev/sda2 none swap sw 0 0\n");
    assertThat(file("/run/mode")).isEqualTo("600\n");
    assertThat(file("/run/joined-with"))
        .contains("token: \"abcdef.canary\"", "{name: \"cloud-provider\", value: \"external\"}");
    tokenIsNowhere();
  }

  @Test
  void shouldRunTheSettingsOwnCommandsBeforeAnythingElse() {
    Join join = new Join(How.DEBIAN, Map.of(), "echo \"it's first\" >>/run/calls\n", false);

    room.sh(WorkerScript.of(join, machine(), ACCESS)).well();

    assertThat(calls()).startsWith("it's first", KERNEL.getFirst());
  }

  @Test
  void shouldNotJoinWhenTheSettingsOwnCommandsFail() {
    Join join = new Join(How.DEBIAN, Map.of(), "false\necho on >>/run/calls", false);

    Ended ended = room.sh(WorkerScript.of(join, machine(), ACCESS));

    assertThat(ended.status()).isNotZero();
    assertThat(file("/run/calls")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "RHEL"})
  void shouldTryAMirrorFiveTimesAndNotJoinWithoutPackages(How how) {
    for (String packages : List.of("apt-get", "dnf")) {
      room.shim(packages, recorded("case $* in *conntrack*) exit 1 ;; esac"));
    }

    Ended ended = room.sh(script(how));

    assertThat(ended.status()).isNotZero();
    assertThat(ended.out()).contains("restitch: gave up: ");
    assertThat(calls().stream().filter(c -> c.contains("conntrack"))).hasSize(5);
    assertThat(calls()).noneMatch(c -> c.startsWith("kubeadm"));
  }

  @Test
  void shouldSayThatCniPluginsAreMissingAndNotJoin() {
    Ended ended = room.sh(script(How.SCRIPT));

    assertThat(ended.status()).isNotZero();
    assertThat(ended.out()).contains("restitch: there are no CNI plugins in /opt/cni/bin\n");
    assertThat(calls()).containsExactlyElementsOf(KERNEL);
  }

  @Test
  void shouldLeaveNoTokenBehindWhenKubeadmFails() {
    recording("kubeadm", "exit 1");

    Ended ended = room.sh(script(How.DEBIAN));

    assertThat(ended.status()).isNotZero();
    assertThat(ended.out()).doesNotContain("joined");
    tokenIsNowhere();
  }

  private void tokenIsNowhere() {
    assertThat(room.sh("rm -f /run/joined-with; grep -rlF abcdef.canary /run /etc").out())
        .isEmpty();
  }

  private void recording(String program, String body) {
    room.shim(program, recorded(body));
  }

  /** Pauses are no calls. */
  private static String recorded(String body) {
    return "[ $name = sleep ] || echo $name \"$@\" >>/run/calls\n" + body;
  }

  private List<String> calls() {
    return file("/run/calls").lines().toList();
  }

  private String file(String path) {
    return room.sh("[ ! -e %1$s ] || cat %1$s".formatted(path)).well().out();
  }

  @SafeVarargs
  private static List<String> all(List<String>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }

  private static String script(How how) {
    return WorkerScript.of(
        new Join(how, Map.of("cloud-provider", "external"), "", false), machine(), ACCESS);
  }

  private static CreateMachine machine() {
    return new CreateMachine(
        "00ff",
        "worker-7",
        new MachineShape("i-1", "m5.large", "a", "ami-1", Map.of()),
        Map.of("restitch.io/fabric", "flannel"),
        List.of(new Taint("restitch.io/flannel-not-ready", "", Taint.NO_SCHEDULE)),
        Map.of());
  }
}
