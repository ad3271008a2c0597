package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster and a provider to give bad input with; what was told is looked at in the end. */
abstract class InputBench {
  private static final List<String> SETTINGS =
      List.of(
          "--attest",
          "BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged",
          "--provider",
          "fake");

  @TempDir Path directory = Path.of("");
  FakeCluster cluster;
  CliHarness cli;

  @BeforeEach
  void prepare() throws IOException {
    cluster = new FakeCluster();
    cli = CliHarness.beside(cluster, directory);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  /** Runs a command against the fake cluster. */
  int run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--kubeconfig", "kubeconfig"));
    if (words[0].equals("plan") || (words[0].equals("apply") && !line.contains("p.yaml"))) {
      line.addAll(SETTINGS);
    }
    if (words[0].equals("apply") && !line.contains("--until")) {
      line.addAll(List.of("--until", "WorkersReplaced"));
    }
    return cli.run(line.toArray(new String[0]));
  }

  /** The message and its way out were told, and nothing was touched. */
  void told(String message, String remedy) {
    assertThat(cli.err)
        .containsPattern("(?m)^restitch: ")
        .contains(message)
        .containsPattern("(?s)→ .*" + Pattern.quote(remedy))
        .doesNotContain("\tat ");
    assertThat(cluster.changes).isEmpty();
    assertThat(directory.resolve("restitch-runs")).doesNotExist();
  }
}
