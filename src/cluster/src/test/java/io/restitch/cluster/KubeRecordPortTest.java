package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.cluster.testing.ApiServer;
import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.action.RecordAction.RecordCondition;
import io.restitch.core.action.RecordAction.RecordIntent;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.Condition.Status;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the cluster remembers, and how two that write at once both are heard. */
class KubeRecordPortTest {
  private static final String RECORD =
      "/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations/migration";
  private static final String STATUS = "PUT " + RECORD + "/status";
  private static final Plan PLAN =
      new Plan(
          "cluster",
          Settings.DEFAULT,
          new Plan.Before(null, false),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          Ledger.NONE);

  private final ApiServer server;
  private final KubeRecordPort port;

  KubeRecordPortTest() throws IOException {
    server = new ApiServer();
    server
        .keep("/api/v1/namespaces/restitch-system", "{}")
        .keep(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/migrations.restitch.io",
            "{\"spec\":{\"versions\":[{\"name\":\"v1alpha1\",\"served\":true}]},"
                + "\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}}")
        .keep("/apis/restitch.io/v1alpha1/namespaces/restitch-system/migrations", "{}");
    port = new KubeRecordPort(server.api(), new Words(), () -> 7, "0.1.0");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldHaveNoMigrationBeforeOneIsApproved() {
    assertThat(port.read()).isEmpty();
  }

  @Test
  void shouldKeepThePlanCompressedBesideTheRecord() {
    port.approve(PLAN, "sha256:0123456789abcdef");

    String map = server.at("/api/v1/namespaces/restitch-system/configmaps/plan-0123456789ab") + "";
    assertThat(map).contains("plan.gz").doesNotContain(Words.TEXT);
    assertThat(server.at(RECORD).toString()).doesNotContain(Words.TEXT);
    assertThat(port.read())
        .hasValueSatisfying(stored -> {
          assertThat(stored.plan()).isEqualTo(PLAN);
          assertThat(stored.fact().planHash()).isEqualTo("sha256:0123456789abcdef");
          assertThat(stored.fact().fence()).isEqualTo(7);
        });
  }

  @Test
  void shouldKeepWhoApprovedThePlanAndAttestedItsPhases() {
    server.answer(
        "POST /apis/authentication.k8s.io/v1/selfsubjectreviews",
        201,
        "{\"status\":{\"userInfo\":{\"username\":\"jane\"}}}");

    port.approve(PLAN, "aaa");
    port.perform(condition(PhaseName.IPAM_HELD, Status.ATTESTED));

    assertThat(server.at(RECORD).at("/spec/approvedBy").asString("")).isEqualTo("jane");
    assertThat(port.read().orElseThrow().fact().condition(PhaseName.IPAM_HELD))
        .hasValueSatisfying(c -> assertThat(c.message()).endsWith(": jane"));
  }

  @Test
  void shouldBeginAnewWhenTheSamePlanIsApprovedAfterItWasRolledBack() {
    // given
    RecordFact first = port.approve(PLAN, "aaa");
    port.perform(condition(PhaseName.BACKED_UP, Status.UNDONE));
    port.intend(Intent.ROLLBACK);

    // when
    RecordFact second = port.approve(PLAN, "aaa");

    // then
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.intent()).isEqualTo(Intent.RUN);
    assertThat(second.conditions()).isEmpty();
  }

  @Test
  void shouldNameTheVersionThatHasToFinishARecordOfAnOlderFormat() {
    port.approve(PLAN, "aaa");
    server.keep(
        RECORD,
        "{\"metadata\":{\"name\":\"migration\"},\"spec\":{\"format\":1,\"version\":\"0.0.9\"}}");

    assertThatThrownBy(port::read)
        .isInstanceOfSatisfying(
            RestitchException.class,
            e ->
                assertThat(e.remedy()).isEqualTo("finish it, or roll it back, with restitch 0.0.9"))
        .hasMessageContaining("in format 1, which this version no longer reads");
  }

  @Test
  void shouldChangeNothingWhenTheSamePlanIsApprovedAgain() {
    RecordFact first = port.approve(PLAN, "aaa");
    port.perform(condition(PhaseName.BACKED_UP, Status.TRUE));

    RecordFact second = port.approve(PLAN, "aaa");

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.condition(PhaseName.BACKED_UP)).isPresent();
  }

  @Test
  void shouldRefuseAnotherPlanWhileAMigrationIsUnderWay() {
    port.approve(PLAN, "aaa");
    port.perform(condition(PhaseName.BACKED_UP, Status.STARTED));

    assertThatThrownBy(() -> port.approve(PLAN, "bbb"))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_PLAN));
  }

  @Test
  void shouldReplaceThePlanOfAMigrationThatNeverStarted() {
    RecordFact first = port.approve(PLAN, "aaa");

    RecordFact second = port.approve(PLAN, "bbb");

    assertThat(second.planHash()).isEqualTo("bbb");
    assertThat(second.id()).isEqualTo(first.id());
  }

  @Test
  void shouldMakeANewRecordAfterAMigrationThatIsOverSinceTokensHangOnItsUid() {
    RecordFact first = port.approve(PLAN, "aaa");
    port.perform(condition(PhaseName.VERIFIED, Status.TRUE));
    port.perform(new RecordAttempt("forward/1", new AttemptFact(2, null, "a", "late")));

    RecordFact second = port.approve(PLAN, "bbb");

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.conditions()).isEmpty();
    assertThat(second.notes()).isEqualTo(RecordFact.Notes.NONE);
  }

  @Test
  void shouldKeepBothChangesWhenSomebodyElseWasFaster() {
    port.approve(PLAN, "aaa");
    server.before(STATUS, () -> port.intend(Intent.ABORT));

    port.perform(condition(PhaseName.BACKED_UP, Status.TRUE));

    RecordFact fact = port.read().orElseThrow().fact();
    assertThat(fact.intent()).isEqualTo(Intent.ABORT);
    assertThat(fact.condition(PhaseName.BACKED_UP)).isPresent();
    assertThat(server.asked(STATUS)).hasSize(2);
  }

  @Test
  void shouldFailAsAConflictWhenSomebodyElseIsAlwaysFaster() {
    port.approve(PLAN, "aaa");
    for (int i = 0; i < 8; i++) {
      server.answer(STATUS, 409, "{\"message\":\"the object has been modified\"}");
    }

    assertThatThrownBy(() -> port.perform(condition(PhaseName.BACKED_UP, Status.TRUE)))
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void shouldSendNothingWhenNothingChanges() {
    port.approve(PLAN, "aaa");
    port.perform(condition(PhaseName.BACKED_UP, Status.TRUE));

    port.perform(condition(PhaseName.BACKED_UP, Status.TRUE));

    assertThat(server.asked(STATUS)).hasSize(1);
  }

  @Test
  void shouldReadBackWhatItWasTold() {
    port.approve(PLAN, "aaa");
    AttemptFact attempt = new AttemptFact(2, Cidr.parse("10.244.9.0/24"), "b", "it never joined");

    port.perform(condition(PhaseName.IPAM_HELD, Status.ATTESTED));
    port.perform(new RecordAttempt("forward/3", attempt));
    port.perform(new RecordIntent(Intent.PAUSE, "a test"));
    port.confirmRemoval();

    RecordFact fact = port.read().orElseThrow().fact();
    assertThat(fact.condition(PhaseName.IPAM_HELD))
        .hasValueSatisfying(c -> assertThat(c.status()).isEqualTo(Status.ATTESTED));
    assertThat(fact.notes().attempts()).containsEntry("forward/3", attempt);
    assertThat(fact.intent()).isEqualTo(Intent.PAUSE);
    assertThat(fact.notes().confirmedRemoval()).isTrue();
  }

  @Test
  void shouldRefuseARecordThatANewerVersionWrote() {
    server.keep(
        RECORD,
        "{\"metadata\":{\"name\":\"migration\"},\"spec\":{\"format\":4,\"version\":\"9.0\"}}");

    assertThatThrownBy(port::read)
        .isInstanceOfSatisfying(
            RestitchException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NEWER_RECORD))
        .hasMessageContaining("9.0");
  }

  private static RecordCondition condition(PhaseName phase, Status status) {
    return new RecordCondition(
        new Condition(phase, status, "Test", "", Instant.parse("2026-11-01T00:00:00Z")));
  }

  /** One plan, and the words for it. */
  private static final class Words implements PlanCodec {
    static final String TEXT = "a plan, written down at some length";

    @Override
    public String write(Plan plan) {
      return TEXT;
    }

    @Override
    public Plan read(String document) {
      assertThat(document).isEqualTo(TEXT);
      return PLAN;
    }

    @Override
    public String settings(Plan plan) {
      return "{}";
    }
  }
}
