package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a new user does. */
class DemoTest {

  @Test
  void shouldMigrateAWholeClusterAndLeaveAReport(@TempDir Path directory) throws IOException {
    CliHarness cli = new CliHarness(directory);

    int status = cli.run("demo", "--progress", "plain");

    assertThat(status).as(cli.err).isZero();
    assertThat(cli.out).isEqualTo("restitch-demo-report.md\n");
    assertThat(cli.err)
        .contains("✔ WorkersReplaced: 12 of 12 slots done", "✔ Verified: every pod has an address")
        .endsWith("  done\n");
    assertThat(Files.readString(directory.resolve("restitch-demo-report.md")))
        .contains("| Verified | true |")
        .contains("nobody enforces 3 NetworkPolicies (data 2, shop 1) there.");
  }

  @Test
  void shouldTellTheSameStoryToTheByteForTheSameSeed(@TempDir Path here, @TempDir Path there)
      throws IOException {
    CliHarness one = new CliHarness(here);
    CliHarness other = new CliHarness(there);

    one.run("demo", "--seed", "42", "--progress", "rawjson");
    other.run("demo", "--seed", "42", "--progress", "rawjson");

    assertThat(one.err).isEqualTo(other.err);
    assertThat(here.resolve("restitch-demo-report.md"))
        .hasSameTextualContentAs(there.resolve("restitch-demo-report.md"));
  }
}
