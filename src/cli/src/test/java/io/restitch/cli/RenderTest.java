package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code restitch render control-plane}. */
class RenderTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldPrintTheScriptAloneWhenOneIsNamed() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("render", "control-plane", "remove-calico");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out).startsWith("#!/bin/sh\n# remove-calico: ");
  }

  @Test
  void shouldFillInTheSettingsWhenTheyAreGiven() throws IOException {
    // given
    Files.writeString(
        directory.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        spec:
          network:
            podCidr: 10.99.0.0/16
        """);
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("render", "control-plane", "set-controller-manager");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out)
        .containsSubsequence(
            "(IpamHeld)", "allocate='false'\nrange=''\n",
            "(IpamReturned)", "allocate='true'\nrange='10.99.0.0/16'\n");
  }

  @Test
  void shouldPrintFlannelsManifestWithTheSettingsFilledIn() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("render", "flannel", "--pod-cidr", "10.99.0.0/16");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out)
        .contains("kind: DaemonSet")
        .contains("{\"Network\": \"10.99.0.0/16\", ")
        .doesNotContain("[=");
  }

  @Test
  void shouldNameEveryScriptWhenNamesAreAskedFor() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("render", "control-plane", "-o", "name");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out.lines())
        .contains("observe", "scan", "backup-etcd", "remove-flannel")
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldNameTheWayOutWhenThereIsNoSuchScript() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int noScript = cli.run("render", "control-plane", "clean-up");
    String scripts = cli.err;
    int noFolder = cli.run("render", "access");

    // then
    assertThat(noScript).isEqualTo(64);
    assertThat(scripts).contains("no script 'clean-up'").contains("remove-calico");
    assertThat(noFolder).isEqualTo(64);
    assertThat(cli.err).contains("'access'").contains("restitch render control-plane");
  }
}
