package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API server, a saved plan or a provider can do wrong: told, and nothing touched. */
class ClusterInputTest {
  private static final List<String> SETTINGS =
      List.of(
          "--attest",
          "BackedUp,IpamHeld,CalicoFenced,FlannelInstalled,Bridged",
          "--provider",
          "fake");

  @TempDir private Path directory = Path.of("");
  private FakeCluster cluster;
  private CliHarness cli;

  ClusterInputTest() throws IOException {
    cluster = new FakeCluster();
    cli = new CliHarness(directory);
  }

  @BeforeEach
  void prepare() throws IOException {
    cli = CliHarness.beside(cluster, directory);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "plan", "apply", "status", "pause", "abort", "verify", "init"})
  void shouldSayExpiredWhenCredentialsAreRefused(String command) {
    // given
    cluster.refusing(401);

    // when
    int status = run(command);

    // then
    assertThat(status).isEqualTo(1);
    told("the credentials are unknown or have expired", "log in again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "plan"})
  void shouldNameEveryMissingRightWhenReadingIsForbidden(String command) {
    // given
    cluster.forbidden.add("list nodes");
    cluster.forbidden.add("watch poddisruptionbudgets");

    // when
    int status = run(command);

    // then
    assertThat(status).isEqualTo(1);
    told(
        "this user may not: list nodes, watch poddisruptionbudgets.policy",
        "templates/access/viewer.yaml");
  }

  @Test
  void shouldSayForbiddenWhenServiceRangesMayNotBeRead() {
    // given
    cluster.forbidden.add("get v1");
    cluster.forbidden.add("list servicecidrs");

    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(1);
    told("list servicecidrs.networking.k8s.io", "viewer.yaml");
  }

  @Test
  void shouldPlanAndRefuseToApplyWhenUserMayOnlyRead() {
    // given
    cluster.forbidden.add("patch nodes");
    cluster.forbidden.add("create pods/eviction");

    // when
    int planned = run("plan");
    int applied = run("apply", "--yes");

    // then
    assertThat(planned).isZero();
    assertThat(applied).isEqualTo(1);
    told(
        "this user may not: patch nodes, create pods/eviction",
        "templates/access/clusterrole.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "plan", "apply --yes", "pause", "abort --yes", "verify"})
  void shouldRefuseWhenRecordIsANewerVersions(String line) {
    // given
    cluster.record("{\"format\":2,\"version\":\"0.9.0\",\"planHash\":\"h\",\"intent\":\"Run\"}");

    // when
    int status = run(line.split(" "));

    // then
    assertThat(status).isEqualTo(5);
    told(
        "the record was written by restitch 0.9.0 in format 2; this version reads up to 1",
        "use restitch 0.9.0 or newer");
  }

  @Test
  void shouldRefuseWhenRecordHoldsAWordThatIsUnknown() {
    // given
    cluster.record("{\"format\":1,\"version\":\"0.9.0\",\"planHash\":\"h\",\"intent\":\"Freeze\"}");

    // when
    int status = run("status");

    // then
    assertThat(status).isEqualTo(5);
    told("the word 'Freeze', which this version does not know", "use restitch 0.9.0 or newer");
  }

  @Test
  void shouldRefuseWhenANewerVersionTookOverTheDefinition() {
    // given
    cluster.objects.put(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/migrations.restitch.io",
        "{\"spec\":{\"versions\":[{\"name\":\"v1\",\"served\":true}]}}");

    // when
    int status = run("apply", "--yes");

    // then
    assertThat(status).isEqualTo(5);
    assertThat(cli.err)
        .contains("was installed by a newer restitch: it no longer serves v1alpha1")
        .contains("→ use the restitch that installed it");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldShowTheDifferenceWhenPlanIsStale() throws IOException {
    // given
    assertThat(run("plan", "--out", "p.yaml")).isZero();
    cluster.node("worker-1", "10.0.0.2", "\"team\":\"bank\"");
    cluster.node("worker-3", "10.0.0.4", "\"team\":\"shop\"");
    Files.writeString(
        directory.resolve("restitch-provider-fake"), "\n# changed\n", StandardOpenOption.APPEND);

    // when
    int status = run("apply", "p.yaml", "--yes");

    // then
    assertThat(status).isEqualTo(5);
    told(
        "the cluster has moved since this plan was made",
        "make it again with `restitch plan --out`");
    assertThat(cli.err)
        .contains("of worker worker-1 have changed: label team is bank, was shop")
        .contains("worker worker-3 is new")
        .contains("restitch-provider-fake has changed: its SHA-256 is ");
  }

  @Test
  void shouldRefuseWhenPlanIsAnotherClusters() {
    // given
    assertThat(run("plan", "--out", "p.yaml")).isZero();
    cluster.objects.put("/api/v1/namespaces/kube-system", "{\"metadata\":{\"uid\":\"other\"}}");

    // when
    int status = run("apply", "p.yaml", "--yes");

    // then
    assertThat(status).isEqualTo(5);
    told(
        "made for another cluster: it names " + FakeCluster.UID + ", and 127.0.0.1 is other",
        "choose the right --context");
  }

  @Test
  void shouldRefuseWhenPlanWasChangedByHand() throws IOException {
    // given
    assertThat(run("plan", "--out", "p.yaml")).isZero();
    Path plan = directory.resolve("p.yaml");
    Files.writeString(plan, Files.readString(plan).replace("surge: 3", "surge: 9"));

    // when
    int status = run("apply", "p.yaml", "--yes");

    // then
    assertThat(status).isEqualTo(1);
    told("p.yaml was changed after it was made", "change restitch.yaml, not plans");
  }

  @Test
  void shouldAskNobodyAndTouchNothingWhenThereIsNoTerminal() {
    // when
    int status = run("apply");

    // then
    assertThat(status).isEqualTo(130);
    told("nobody is there to be asked", "--yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.100.0.0/16", "10.0.0.0/16", "192.168.64.0/18", "10.244.0.0/23"})
  void shouldExitWith4WhenRangeIsTakenOrTooSmall(String range) {
    // when
    int planned = run("plan", "--pod-cidr", range);
    int applied = run("apply", "--yes", "--pod-cidr", range);

    // then
    assertThat(planned).isEqualTo(4);
    assertThat(applied).isEqualTo(4);
    assertThat(cli.err).contains("stand in the way").contains(range).contains("→ choose a");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldNameProviderWhenThereIsNone() throws IOException {
    // given
    Files.delete(directory.resolve("restitch-provider-fake"));

    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(1);
    told("there is no provider fake: no restitch-provider-fake on PATH", "restitch provider list");
  }

  @Test
  void shouldShowWhatCameWhenProviderPrintsGarbage() throws IOException {
    // given
    FakeProviders.script(directory, "echo 'Welcome to our cloud!'\n");

    // when
    int planned = run("plan");
    String said = cli.err;
    int applied = run("apply", "--yes");

    // then
    assertThat(planned).isEqualTo(1);
    assertThat(said).contains("Welcome to our cloud!");
    assertThat(applied).isEqualTo(1);
    told("restitch-provider-fake capabilities", "restitch provider test fake");
  }

  @Test
  void shouldEndProviderAndItsChildrenWhenItHangs() throws IOException {
    // given
    Path pids = directory.resolve("pids");
    FakeProviders.script(
        directory,
        "mkfifo -m 600 %s/f 2>/dev/null; echo $$ >>%s; (echo $BASHPID >>%s; read x <>%s/f); read x <>%s/f\n"
            .formatted(directory, pids, pids, directory, directory));
    Files.writeString(
        directory.resolve("restitch.yaml"),
        "apiVersion: restitch.io/v1alpha1\nkind: Migration\nspec: {provider: {timeout: 1s}}\n");

    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(1);
    told("did not answer within 1 s and was ended", "spec.provider.timeout");
    assertThat(Files.readAllLines(pids))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(pid ->
            ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(p -> assertThat(p.onExit()).succeedsWithin(Duration.ofSeconds(20))));
  }

  /** Runs a command against the fake cluster. */
  private int run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--kubeconfig", "kubeconfig"));
    if (words[0].equals("plan") || (words[0].equals("apply") && !line.contains("p.yaml"))) {
      line.addAll(SETTINGS);
    }
    return cli.run(line.toArray(new String[0]));
  }

  /** The message and its way out were told, and nothing was touched. */
  private void told(String message, String remedy) {
    assertThat(cli.err)
        .containsPattern("(?m)^restitch: ")
        .contains(message)
        .containsPattern("(?s)→ .*" + Pattern.quote(remedy))
        .doesNotContain("\tat ");
    assertThat(cluster.changes).isEmpty();
    assertThat(directory.resolve("restitch-runs")).doesNotExist();
  }
}
