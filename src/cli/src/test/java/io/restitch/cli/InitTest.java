package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The file that is written fits the cluster. */
class InitTest extends InputBench {
  @Test
  void shouldLetNewMachinesJoinAsThoseOfTheOldOnesFamilyDo() throws IOException {
    // given
    runs("cp-1", "Debian GNU/Linux 13 (trixie)");
    runs("worker-1", "Rocky Linux 9.5 (Blue Onyx)");
    runs("worker-2", "Rocky Linux 9.5 (Blue Onyx)");

    // when
    int status = run("init");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(written())
        .contains("# Workers here run Rocky Linux 9.5 (Blue Onyx) (2).\n    join: \"rhel\"\n");
  }

  @Test
  void shouldSayThatAPersonHasToChooseHowOtherSystemsJoin() throws IOException {
    // given
    runs("worker-1", "Flatcar Container Linux by Kinvolk 3975.2.2 (Oklo)");
    runs("worker-2", "Ubuntu 24.04.1 LTS");

    // when
    int status = run("init");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(written())
        .contains("# You have to choose: workers here run Flatcar", "\n    join: \"debian\"\n");
  }

  @Test
  void shouldNotApproveServingCertificatesUnlessAPersonTurnsItOn() throws IOException {
    // when
    run("init");

    // then
    assertThat(written()).contains("\n    approveServingCertificates: false\n");
  }

  @Test
  void shouldTakeOverFromKubeletsWhatKubeadmWouldNotGive() throws IOException {
    // given
    kubelets("worker-1", 250);
    kubelets("cp-1", 110);
    cluster.objects.put(
        "/api/v1/namespaces/kube-system/configmaps/kubelet-config",
        "{\"metadata\":{\"name\":\"kubelet-config\"},\"data\":{\"kubelet\":\"maxPods: 110\\n\"}}");

    // when
    int status = run("init");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(written())
        .contains(
            "    # max-pods: workers here have 250; kubelet-config says 110.\n"
                + "    kubelet: {\"max-pods\":\"250\"}\n");
    assertThat(run("plan")).as(cli.err).isZero();
  }

  @Test
  void shouldGoByNodesWhereKubeletsMayNotBeAsked() throws IOException {
    // given
    cluster.forbidden.add("get proxy");

    // when
    int status = run("init");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(written())
        .contains(
            "    # Not asked how they are set up: it is forbidden (HTTP 403: cannot get proxy).\n")
        .contains("    kubelet: {}\n");
    assertThat(cluster.changes).isEmpty();
  }

  private void kubelets(String node, int pods) {
    cluster.objects.put(
        "/api/v1/nodes/" + node + "/proxy/configz",
        "{\"kubeletconfig\":{\"maxPods\":%d}}".formatted(pods));
  }

  private void runs(String node, String osImage) {
    cluster.objects.computeIfPresent(
        "/api/v1/nodes/" + node,
        (path, json) ->
            json.replace(
                "\"conditions\"", "\"nodeInfo\":{\"osImage\":\"" + osImage + "\"},\"conditions\""));
  }

  private String written() throws IOException {
    return Files.readString(directory.resolve("restitch.yaml"));
  }
}
