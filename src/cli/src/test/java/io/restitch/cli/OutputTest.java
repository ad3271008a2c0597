package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Data goes to stdout alone, in the form that was asked for. */
class OutputTest {
  @TempDir private Path directory = Path.of("");
  private FakeCluster cluster;
  private CliHarness cli;

  OutputTest() throws IOException {
    cluster = new FakeCluster();
    cli = new CliHarness(directory);
  }

  static Stream<String> reading() {
    return Stream.of(
        "inspect --kubeconfig kubeconfig",
        "plan --kubeconfig kubeconfig --provider fake"
            + " --attest BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged",
        "status --kubeconfig kubeconfig",
        "verify --kubeconfig kubeconfig",
        "provider list",
        "provider test fake",
        "render --templates .",
        "render control-plane");
  }

  @BeforeEach
  void prepare() throws IOException {
    cli = CliHarness.beside(cluster, directory);
    beginMigration();
    cluster.changes.clear();
  }

  private void beginMigration() {
    int status =
        cli.run(
            ("apply --yes --until BackedUp --kubeconfig kubeconfig --provider fake --run-dir run"
                    + " --attest BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged")
                .split(" "));
    assertThat(status).as(cli.err).isZero();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("reading")
  void shouldPrintTheSameDataWhenAskedForJsonOrYaml(String line) {
    // when
    int json = run(line, "json");
    JsonNode fromJson = JsonMapper.shared().readTree(cli.out);
    int yaml = run(line, "yaml");
    JsonNode fromYaml = new YAMLMapper().readTree(cli.out);

    // then
    assertThat(yaml).isEqualTo(json);
    assertThat(fromJson.isContainer()).isTrue();
    assertThat(fromYaml).isEqualTo(fromJson);
    assertThat(cluster.changes).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("reading")
  void shouldPrintOnlyDataWhenAskedForTablesOrNames(String line) {
    for (String form : new String[] {"table", "wide", "name"}) {
      // when
      int status = run(line, form);

      // then
      assertThat(status).as(form).isIn(0, 1);
      assertThat(cli.out).as(form).doesNotContain("restitch:").doesNotContain("→ log");
      assertThat(cli.err).as(form).doesNotContain("restitch:");
    }
  }

  @Test
  void shouldNameThingsAloneWhenAskedForNames() {
    // when
    run("inspect --kubeconfig kubeconfig", "name");
    String inspected = cli.out;
    run("provider list", "name");

    // then
    assertThat(inspected).isEqualTo("cluster/" + FakeCluster.UID + "\n");
    assertThat(cli.out).contains("provider/fake\n");
  }

  @Test
  void shouldExitWith2WhenThereIsWorkAndItIsAskedFor() {
    // when
    int status =
        cli.run(
            ("plan --kubeconfig kubeconfig --provider fake --detailed-exitcode"
                    + " --attest BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged")
                .split(" "));

    // then
    assertThat(status).isEqualTo(2);
  }

  @Test
  void shouldShowControlPlaneMachinesFromInside() {
    // given
    cli.with(FakeMachines.sound());

    // when
    run("inspect --kubeconfig kubeconfig", "table");

    // then
    assertThat(cli.out).containsPattern("MACHINE +KUBELET +ETCD").contains("healthy");
  }

  @Test
  void shouldSayWhoIsAtWorkAndHowFarItIsWhenAskedForTheStatus() {
    // when
    run("status --kubeconfig kubeconfig", "table");

    // then
    assertThat(cli.out)
        .contains("workers: 2 on Calico, 0 on Flannel, 0 cordoned; the plan replaces 2 in ")
        .contains("nobody is at work\n→ restitch apply --until WorkersReplaced goes on\n");
  }

  @Test
  void shouldKeepStdoutEmptyWhenACommandFails() {
    // given
    cluster.refusing(401);

    // when
    int status = run("plan --kubeconfig kubeconfig", "json");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out).isEmpty();
  }

  private int run(String line, String form) {
    return cli.run((line + " -o " + form).split(" "));
  }
}
