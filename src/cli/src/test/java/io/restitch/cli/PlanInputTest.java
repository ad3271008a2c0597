package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with a plan: told, and nothing touched. */
class PlanInputTest extends InputBench {
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
    told("this plan is not what would be planned now", "make it again with `restitch plan --out`");
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
        "made for another cluster: it names " + FakeCluster.UID + ", and x is other",
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
    assertThat(status).isEqualTo(64);
    told("nobody is there to be asked", "--yes");
  }

  @Test
  void shouldNameTheClusterItsServerAndHowFarWhenItAsks() {
    // when
    int status = answered("no");

    // then
    assertThat(status).isEqualTo(130);
    assertThat(cli.err)
        .contains("This changes cluster x, as far as WorkersReplaced.")
        .contains("x is at " + cluster.server() + ", and its namespace kube-system has UID ")
        .contains("Type x to go on: ");
    assertThat(cli.err)
        .contains("not confirmed; nothing was changed")
        .contains("→ type x to go on");
    assertThat(cluster.changes).isEmpty();
  }

  @Test
  void shouldSayHowFarAPlanCanBeCarriedOutWhenItIsSaved() {
    // when
    run("plan", "--out", "p.yaml");

    // then
    assertThat(cli.err).contains("→ carry it out with `restitch apply p.yaml --until ");
  }

  @Test
  void shouldRefuseOptionsBesideAPlanThatWasMadeWithOthers() {
    // given
    assertThat(run("plan", "--out", "p.yaml")).isZero();

    // when
    int other = run("apply", "p.yaml", "--surge", "7");

    // then
    assertThat(other).isEqualTo(64);
    told(
        "made with other settings, and goes by its own:\n  workers.surge: 3, not 7",
        "give these options to `restitch plan --out p.yaml`");
  }

  @Test
  void shouldRefuseAProviderWithAnotherChecksumThanTheOneThatWasWritten() throws IOException {
    // given
    Files.writeString(
        directory.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        spec: {provider: {sha256: "%s"}}
        """
            .formatted("0".repeat(64)));

    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(1);
    told("provider.sha256 is " + "0".repeat(64), "find out who changed that file");
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
    assertThat(cli.err)
        .containsPattern("findings? stands? in the way:")
        .contains(range)
        .contains("→ choose a");
    assertThat(cluster.changes).isEmpty();
  }

  private int answered(String answer) {
    cli.answering(answer);
    return run("apply");
  }
}
