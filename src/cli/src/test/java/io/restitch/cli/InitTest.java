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
