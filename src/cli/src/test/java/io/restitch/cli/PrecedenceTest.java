package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A flag goes before the environment, and that before the file; lists are added to the file's. */
class PrecedenceTest {
  @TempDir private Path directory = Path.of("");
  private FakeCluster cluster;
  private CliHarness cli;

  PrecedenceTest() throws IOException {
    cluster = new FakeCluster();
    cli = new CliHarness(directory);
  }

  @BeforeEach
  void prepare() throws IOException {
    cli = CliHarness.beside(cluster, directory).env("RESTITCH_KUBECONFIG", "kubeconfig");
    Files.writeString(
        directory.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        spec:
          provider: {name: fake}
          workers: {surge: 2, maxUnavailable: 1}
          attested: [BackedUp, IpamHeld]
        """);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void shouldTakeTheFilesValueWhenNobodyElseSaysOne() {
    // when
    JsonNode spec = spec("plan");

    // then
    assertThat(spec.at("/workers/surge").asInt(0)).isEqualTo(2);
    assertThat(spec.at("/workers/maxUnavailable").asInt(0)).isEqualTo(1);
  }

  @Test
  void shouldTakeTheEnvironmentsValueWhenThereIsNoFlag() {
    // given
    cli.env("RESTITCH_SURGE", "4").env("RESTITCH_ATTEST", "Bridged,CalicoFenced");

    // when
    JsonNode spec = spec("plan");

    // then
    assertThat(spec.at("/workers/surge").asInt(0)).isEqualTo(4);
    assertThat(spec.at("/workers/maxUnavailable").asInt(0)).isEqualTo(1);
    assertThat(spec.at("/attested").toString())
        .isEqualTo("[\"BackedUp\",\"IpamHeld\",\"CalicoFenced\",\"Bridged\"]");
  }

  @Test
  void shouldTakeTheFlagsValueWhenAllSayOne() {
    // given
    cli.env("RESTITCH_SURGE", "4").env("RESTITCH_ATTEST", "Bridged");

    // when
    JsonNode spec =
        spec("plan", "--surge", "5", "--attest", "IpamHeld", "--attest", "CalicoFenced");

    // then
    assertThat(spec.at("/workers/surge").asInt(0)).isEqualTo(5);
    assertThat(spec.at("/attested").toString())
        .isEqualTo("[\"BackedUp\",\"IpamHeld\",\"CalicoFenced\"]");
  }

  @Test
  void shouldNameTheVariableWhenItsValueIsWrong() {
    // given
    cli.env("RESTITCH_MAX_UNAVAILABLE", "many");

    // when
    int status = cli.run("plan");

    // then
    assertThat(status).isEqualTo(64);
    assertThat(cli.err).contains("spec.workers.maxUnavailable (RESTITCH_MAX_UNAVAILABLE): ");
  }

  private JsonNode spec(String... words) {
    String[] line = Arrays.copyOf(words, words.length + 2);
    line[words.length] = "-o";
    line[words.length + 1] = "json";
    cli.run(line);
    return JsonMapper.shared().readTree(cli.out).at("/spec/settings");
  }
}
