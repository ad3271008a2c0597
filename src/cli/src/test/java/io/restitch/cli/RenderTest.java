package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code restitch render}. */
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
  void shouldPrintTheRolesWithoutACluster() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int both = cli.run("render", "access");
    String all = cli.out;
    int one = cli.run("render", "access", "restitch-viewer");

    // then
    assertThat(both).as(cli.err).isZero();
    assertThat(all)
        .contains("kind: ClusterRole\nmetadata:\n  name: restitch\n")
        .contains("kind: ClusterRole\nmetadata:\n  name: restitch-viewer\n")
        .doesNotContain("[#", "[=", "signers");
    assertThat(one).as(cli.err).isZero();
    assertThat(cli.out).contains("name: restitch-viewer\n").doesNotContain("name: restitch\n");
  }

  @Test
  void shouldGiveTheRightToApproveCertificatesOnlyWhereTheSettingsAskForIt() throws IOException {
    // given
    Files.writeString(
        directory.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        spec:
          workers: {approveServingCertificates: true, join: none}
        """);
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("render", "access", "restitch");

    // then
    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out).contains("resources: [signers]").doesNotContain("resources: [secrets]");
  }

  @Test
  void shouldNameTheRolesWhenAnotherOneIsAskedFor() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("render", "access", "admin");

    // then
    assertThat(status).isEqualTo(64);
    assertThat(cli.err).contains("no role 'admin'").contains("restitch, restitch-viewer");
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
    int noFolder = cli.run("render", "worker");

    // then
    assertThat(noScript).isEqualTo(64);
    assertThat(scripts).contains("no script 'clean-up'").contains("remove-calico");
    assertThat(noFolder).isEqualTo(64);
    assertThat(cli.err).contains("'worker'").contains("restitch render access', control-plane");
  }
}
