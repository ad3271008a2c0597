package io.restitch.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.fact.Taint;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.plan.Settings.Join.How;
import io.restitch.spi.MachineShape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a new machine runs at its first boot. */
class WorkerScriptTest {
  private static final JoinAccess ACCESS =
      new JoinAccess(
          "10.0.0.10:6443", "sha256:0a0b", "abcdef.0123456789abcdef", "1.34.3", "systemd");

  @Test
  void shouldJoinWithLabelsTaintsAndTheClustersOwnCa() {
    String script = WorkerScript.of(join(How.SCRIPT, ""), machine(true), ACCESS);

    assertThat(script)
        .contains(
            """
            apiVersion: kubeadm.k8s.io/v1beta4
            kind: JoinConfiguration
            discovery:
              bootstrapToken:
                apiServerEndpoint: "10.0.0.10:6443"
                token: "abcdef.0123456789abcdef"
                caCertHashes: ["sha256:0a0b"]
            nodeRegistration:
              name: "worker-7"
              taints:
              - {key: "restitch.io/flannel-not-ready", value: "", effect: NoSchedule}
              kubeletExtraArgs:
              - {name: "cloud-provider", value: "external"}
              - {name: "node-labels", value: "restitch.io/fabric=flannel"}
            """)
        .doesNotContain("apt-get", "dnf");
  }

  @Test
  void shouldTellAnOlderKubeadmInItsOwnWords() {
    JoinAccess old =
        new JoinAccess("a:1", "sha256:0", "abcdef.0123456789abcdef", "1.30.9", "systemd");

    assertThat(WorkerScript.of(join(How.SCRIPT, ""), machine(true), old))
        .contains("kubeadm.k8s.io/v1beta3", "    \"cloud-provider\": \"external\"\n");
  }

  @Test
  void shouldInstallTheClustersOwnVersion() {
    assertThat(WorkerScript.of(join(How.DEBIAN, ""), machine(true), ACCESS))
        .contains("minor='1.34'\nversion='1.34.3'\n", "\"kubelet=$version-*\"");
    assertThat(WorkerScript.of(join(How.RHEL, ""), machine(true), ACCESS))
        .contains("minor='1.34'\nversion='1.34.3'\n", "\"kubelet-$version\"");
  }

  @Test
  void shouldLetWhoeverTheKubeletsSayMakeCgroups() {
    JoinAccess other =
        new JoinAccess("a:1", "sha256:0", "abcdef.0123456789abcdef", "1.34.3", "cgroupfs");

    assertThat(WorkerScript.of(join(How.RHEL, ""), machine(true), ACCESS))
        .contains("systemd_cgroup='true'\n");
    assertThat(WorkerScript.of(join(How.RHEL, ""), machine(true), other))
        .contains("systemd_cgroup='false'\n");
  }

  @Test
  void shouldRunTheOperatorsCommandsFirstWhateverTheyHold() {
    String script =
        WorkerScript.of(join(How.DEBIAN, "echo 'a'\necho \"$b\"\n"), machine(true), ACCESS);

    assertThat(script).contains("sh -eu -c 'echo '\\''a'\\''\necho \"$b\"\n'\n");
    assertThat(script.indexOf("sh -eu -c")).isLessThan(script.indexOf("modprobe"));
  }

  @Test
  void shouldKeepTheOperatorsOwnLabelsAndTaintsBesideOurs() {
    // given
    Map<String, String> flags =
        Map.of("node-labels", "a=b,c=d", "register-with-taints", "gpu=yes:NoSchedule");
    Join join = new Join(How.SCRIPT, flags, "", false);

    // then
    assertThat(WorkerScript.of(join, machine(true), ACCESS))
        .contains(
            """
              kubeletExtraArgs:
              - {name: "node-labels", value: "a=b,c=d,restitch.io/fabric=flannel"}
              - {name: "register-with-taints", value: "gpu=yes:NoSchedule,restitch.io/flannel-not-ready:NoSchedule"}
            """
                .indent(0));
    assertThat(WorkerScript.of(join, machine(false), ACCESS))
        .contains("{name: \"node-labels\", value: \"a=b,c=d\"}");
  }

  @Test
  void shouldMakeABlueMachineByTheSameWithoutTheLabel() {
    assertThat(WorkerScript.of(join(How.SCRIPT, ""), machine(false), ACCESS))
        .contains("name: \"cloud-provider\"")
        .doesNotContain("node-labels");
  }

  @Test
  void shouldSayNothingWhereMachinesJoinByThemselves() {
    assertThat(WorkerScript.of(join(How.NONE, ""), machine(true), ACCESS)).isEmpty();
  }

  @Test
  void shouldNotSayItsToken() {
    assertThat(ACCESS.toString()).doesNotContain("abcdef");
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "RHEL", "SCRIPT"})
  void shouldBeAShellScriptThatFitsIntoUserData(How how) throws Exception {
    String script = WorkerScript.of(join(how, "echo 'hello'"), machine(true), ACCESS);

    assertThat(parses(script)).isTrue();
    assertThat(script).startsWith("#!/bin/sh\n").hasSizeLessThan(16_000);
  }

  private static boolean parses(String script) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
    try (var in = shell.outputWriter()) {
      in.write(script);
    }
    return shell.waitFor(20, TimeUnit.SECONDS) && shell.exitValue() == 0;
  }

  private static Join join(How how, String before) {
    return new Join(how, Map.of("cloud-provider", "external"), before, false);
  }

  private static CreateMachine machine(boolean green) {
    return new CreateMachine(
        "00ff",
        "worker-7",
        new MachineShape("i-1", "m5.large", "a", "ami-1", Map.of()),
        green ? Map.of("restitch.io/fabric", "flannel") : Map.of(),
        List.of(new Taint("restitch.io/flannel-not-ready", "", Taint.NO_SCHEDULE)),
        Map.of());
  }
}
