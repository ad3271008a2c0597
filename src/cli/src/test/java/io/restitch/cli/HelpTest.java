package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "inspect",
        "init",
        "plan",
        "probe",
        "apply",
        "status",
        "pause",
        "resume",
        "abort",
        "rollback",
        "bridge",
        "verify",
        "report",
        "rehearse",
        "render",
        "provider",
        "provider list",
        "provider test",
        "schema",
        "completion"
      })
  void shouldShowExampleWhenAskedForHelp(String command) {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run((command + " --help").split(" "));

    // then
    assertThat(status).isZero();
    assertThat(cli.err).isEmpty();
    assertThat(cli.out).startsWith("Usage: restitch " + command).contains("Examples:");
  }

  @Test
  void shouldNameVersionWhenAsked() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("--version");

    // then
    assertThat(status).isZero();
    assertThat(cli.out).contains("restitch " + Version.NUMBER).contains("restitch.io/v1alpha1");
    assertThat(Path.of("../../pom.xml")).content().contains("<version>" + Version.NUMBER);
  }

  @Test
  void shouldPrintScriptWhenCompletionIsAskedFor() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("completion");

    // then
    assertThat(status).isZero();
    assertThat(cli.out).startsWith("#!/usr/bin/env bash").contains("rollback");
  }

  @Test
  void shouldTellOfEveryCommandWhenNoneIsNamed() {
    // given
    CliHarness described = new CliHarness(directory);
    CliHarness built = new CliHarness(directory);

    // when
    described.run("--help");
    built.run("--help", "completion");

    // then
    assertThat(described.out).contains("  rollback    Brings the workloads back to Calico.");
    assertThat(described.out).isEqualTo(built.out);
  }

  @Test
  void shouldFindCommandWhenNamedInArgumentFile() throws IOException {
    // given
    CliHarness cli = new CliHarness(directory);
    Path file = Files.writeString(directory.resolve("arguments"), "status\n--help\n");

    // when
    int status = cli.run("@" + file);

    // then
    assertThat(status).isZero();
    assertThat(cli.out).startsWith("Usage: restitch status");
  }
}
