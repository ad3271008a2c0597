package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plam                      | unknown command or argument 'plam' | did you mean `plan`?
          plan --surg 2             | unknown option '--surg'            | did you mean `--surge`?
          ''                        | a command is missing               | see `restitch --help`
          provider                  | say list or test                   | see `restitch provider
          plan -o xml               | Invalid value for option           | see `restitch plan --help`
          apply --until Workers     | there is no phase 'Workers'        | known: NetworkProbed
          apply --until ipamheld2   | there is no phase 'ipamheld2'      | did you mean `IpamHeld`?
          plan --surge many         | spec.workers.surge (--surge):      | `restitch schema`
          plan --surge -1           | the command line: spec.workers.surge (--surge): -1 | `restitch
          plan --pod-cidr 10.2.0.1/16 | did you mean 10.2.0.0/16?        | `restitch schema`
          plan --attest IpamHold    | did you mean `IpamHeld`?           | `restitch schema`
          plan --accept lone-pod    | did you mean `lone-pods`?          | `restitch schema`
          demo --report x.pdf       | a report is Markdown or HTML       | let its name end with .md
          plan --provider-path x    | spec.provider.path (--provider-path) | `restitch schema`
          """)
  void shouldExitWith64WhenUsageIsWrong(String line, String message, String remedy) {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run(line.isEmpty() ? new String[0] : line.split(" "));

    // then
    assertThat(status).isEqualTo(64);
    assertThat(cli.out).isEmpty();
    assertThat(cli.err).startsWith("restitch: ").contains(message).contains("→ " + remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plan -f none.yaml          | there is no file none.yaml           | check its name
          apply none.yaml            | there is no file none.yaml           | check its name
          plan --kubeconfig none     | does not exist or cannot be read     | --kubeconfig
          status --kubeconfig none   | does not exist or cannot be read     | --kubeconfig
          abort --kubeconfig none    | does not exist or cannot be read     | --kubeconfig
          report                     | there is no event log                | --log
          report --log none          | there is no file none                | check its name
          provider test nosuch       | there is no provider nosuch          | --provider-path
          """)
  void shouldExitWith1AndWayOutWhenInputIsBad(String line, String message, String remedy) {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run(line.split(" "));

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out).isEmpty();
    assertThat(cli.err)
        .startsWith("restitch: ")
        .contains(message)
        .contains("→ ")
        .contains(remedy)
        .doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          apply x --yes   | Migration | kind | `restitch plan -f FILE --out PLAN`
          plan -f x       | Plan      | kind | `restitch apply FILE`
          report --log x  | Plan      | holds no event of restitch | events.jsonl
          """)
  void shouldNameTheCommandWhenAnotherKindOfFileIsGiven(
      String line, String kind, String message, String remedy) throws IOException {
    // given
    Files.writeString(
        directory.resolve("x"), "apiVersion: restitch.io/v1alpha1\nkind: %s\n".formatted(kind));
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run(line.split(" "));

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err).contains(message).contains(remedy);
  }

  @Test
  void shouldNameFieldAndPlaceWhenFileIsWrong() throws IOException {
    // given
    Files.writeString(
        directory.resolve("restitch.yaml"),
        "apiVersion: restitch.io/v1alpha1\nkind: Migration\nspec:\n  workers:\n    surg: 2\n");
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("plan");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err)
        .isEqualToNormalizingNewlines(
            """
            restitch: restitch.yaml: spec.workers.surg (line 5, column 5): unknown field; did you mean `surge`?
            → `restitch schema` prints all that may be written there
            """);
  }

  @Test
  void shouldNameServerWhenNobodyListens() throws IOException {
    // given
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    FakeCluster.kubeconfig(directory, "http://127.0.0.1:" + port);
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("inspect", "--kubeconfig", "kubeconfig");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out).isEmpty();
    assertThat(cli.err).startsWith("restitch: ").contains("127.0.0.1:" + port).contains("→ ");
  }

  @Test
  void shouldNameFileWhenNoKubeconfigIsFound() throws IOException {
    // given: an empty file stands where a kubeconfig is looked for
    Files.createFile(directory.resolve("kubeconfig"));
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("status", "--kubeconfig", "kubeconfig");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.out).isEmpty();
    assertThat(cli.err)
        .startsWith("restitch: ")
        .contains("kubeconfig")
        .contains("→ name one with --kubeconfig FILE and --context NAME, or set KUBECONFIG")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldNameContextsWhenThereIsNoneOfThatName() throws IOException {
    // given
    FakeCluster.kubeconfig(directory, "http://127.0.0.1:1");
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("status", "--kubeconfig", "kubeconfig", "--context", "prod");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err).contains("there is no context 'prod' in ").contains("only [x]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          surge: two             | spec.workers.surge (line 4, column 20) | is the text
          surge: [1, 2]          | spec.workers.surge (line 4, column      | is a list
          canary: 3              | spec.workers.canary (line 4, column 21) | is the number
          bootTimeout: 5 parsecs | spec.workers.bootTimeout (line 4        | duration
          """)
  void shouldNamePlaceAndTypeWhenTypeIsWrong(String line, String place, String what)
      throws IOException {
    // given
    Files.writeString(
        directory.resolve("restitch.yaml"),
        "apiVersion: restitch.io/v1alpha1\nkind: Migration\nspec:\n  workers: {%s}\n"
            .formatted(line));
    CliHarness cli = new CliHarness(directory);

    // when
    int status = cli.run("plan");

    // then
    assertThat(status).isEqualTo(1);
    assertThat(cli.err).contains("restitch.yaml: ").contains(place).contains(what);
  }

  @Test
  void shouldShowStackTraceWhenDebugging() {
    // given
    CliHarness cli = new CliHarness(directory);

    // when
    cli.run("plan", "-f", "none.yaml", "--debug");

    // then
    assertThat(cli.err).contains("\tat io.restitch");
  }

  @Test
  void shouldTakeSettingFromEnvironmentWhenNoFlagSaysIt() {
    // given
    CliHarness cli = new CliHarness(directory).env("RESTITCH_SURGE", "-7");

    // when
    int fromEnvironment = cli.run("plan");
    String said = cli.err;
    int fromFlag = cli.run("plan", "--surge", "-8");

    // then
    assertThat(fromEnvironment).isEqualTo(64);
    assertThat(said).contains("-7 is out of range");
    assertThat(fromFlag).isEqualTo(64);
    assertThat(cli.err).contains("-8 is out of range").doesNotContain("-7");
  }
}
