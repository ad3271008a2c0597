package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API server can do wrong: told, and nothing touched. */
class ClusterInputTest extends InputBench {
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
        "restitch render access restitch-viewer'");
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
    told("list servicecidrs.networking.k8s.io", "restitch-viewer");
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
        "this user may not: patch nodes, create pods/eviction", "restitch render access restitch'");
  }

  @Test
  void shouldNeedTheRightToApproveServingCertificatesWhereThatIsAskedFor() throws IOException {
    // given
    cluster.forbidden.add("approve signers");
    Files.writeString(
        directory.resolve("restitch.yaml"),
        """
        apiVersion: restitch.io/v1alpha1
        kind: Migration
        spec:
          workers: {approveServingCertificates: true}
        """);

    // when
    int planned = run("plan");
    String plan = cli.out;
    int applied = run("apply", "--yes");

    // then
    assertThat(planned).isZero();
    assertThat(plan).contains("; the certificates their kubelets serve with are approved.");
    assertThat(applied).isEqualTo(1);
    told(
        "this user may not: approve signers.certificates.k8s.io kubernetes.io/kubelet-serving",
        "restitch render access restitch'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "plan", "apply --yes", "pause", "abort --yes", "verify"})
  void shouldRefuseWhenRecordIsANewerVersions(String line) {
    // given
    cluster.record("{\"format\":4,\"version\":\"0.9.0\",\"planHash\":\"h\",\"intent\":\"Run\"}");

    // when
    int status = run(line.split(" "));

    // then
    assertThat(status).isEqualTo(5);
    told(
        "the record was written by restitch 0.9.0 in format 4; this version reads up to 3",
        "use restitch 0.9.0 or newer");
  }

  @Test
  void shouldRefuseWhenRecordHoldsAWordThatIsUnknown() {
    // given
    cluster.record("{\"format\":3,\"version\":\"0.9.0\",\"planHash\":\"h\",\"intent\":\"Freeze\"}");

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
}
