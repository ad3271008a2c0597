package io.restitch.cluster.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Call;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvictionTest {
  private static final EvictPod ACTION =
      new EvictPod(
          new ObjectRef("shop", "cart-0"),
          "u-1",
          "worker-1",
          Duration.ZERO,
          new ObjectRef("shop", "cart"),
          "7");
  private static final Call CALL = Eviction.call(ACTION);

  @Test
  void shouldAskOnceWithUidAndNeverWithGraceZero() {
    assertThat(CALL.repeatable()).isFalse();
    assertThat(CALL.path()).isEqualTo("/api/v1/namespaces/shop/pods/cart-0/eviction");
    assertThat(CALL.body()).contains("\"uid\":\"u-1\"").contains("\"gracePeriodSeconds\":1");
  }

  @Test
  void shouldBeGrantedWhenTheAnswerIsCreatedOrKubeVirtMovesTheMachine() {
    assertThat(granted(201, null, "{}")).isTrue();
    assertThat(granted(429, null, status("Eviction triggered evacuation of VMI x"))).isTrue();
  }

  @Test
  void shouldBeDoneWhenThePodIsGoneOrAnotherHasItsName() {
    assertThat(granted(404, null, status("not found"))).isFalse();
    assertThat(granted(409, null, status("Precondition failed: UID in precondition"))).isFalse();
  }

  @Test
  void shouldNameTheBudgetWhenItAllowsNone() {
    String body =
        """
        {"message": "Cannot evict pod as it would violate the pod's disruption budget.",
         "details": {"causes": [{"reason": "DisruptionBudget",
           "message": "The disruption budget cart needs 3 healthy pods and has 3 currently"}]}}
        """;

    RestitchException problem = refused(429, null, body);

    assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(problem).hasMessageContaining("shop/cart").hasMessageContaining("has 3 currently");
  }

  @Test
  void shouldPassByItselfWhenTheServerIsBusyOrTheNamespaceEnds() {
    assertThat(refused(429, Duration.ofSeconds(10), status("still being processed")).code())
        .isEqualTo(ErrorCode.TRANSIENT);
    assertThat(refused(403, null, status("namespace shop is being terminated")).code())
        .isEqualTo(ErrorCode.TRANSIENT);
    assertThat(refused(503, null, "").code()).isEqualTo(ErrorCode.TRANSIENT);
  }

  @Test
  void shouldBlockWhenTwoBudgetsProtectThePod() {
    RestitchException problem =
        refused(500, null, status("This pod has more than one PodDisruptionBudget, which ..."));

    assertThat(problem.code()).isEqualTo(ErrorCode.BLOCKED);
    assertThat(problem.remedy()).isNotEmpty();
  }

  @Test
  void shouldNameTheRightWhenItIsMissing() {
    assertThat(refused(403, null, status("cannot create resource pods/eviction")).code())
        .isEqualTo(ErrorCode.FORBIDDEN);
  }

  private static boolean granted(int code, @Nullable Duration after, String body) {
    return Eviction.granted(new Answer(code, after, body), ACTION, CALL);
  }

  private static RestitchException refused(int code, @Nullable Duration after, String body) {
    return Objects.requireNonNull(
        catchThrowableOfType(RestitchException.class, () -> granted(code, after, body)));
  }

  private static String status(String message) {
    return "{\"message\": \"" + message + "\"}";
  }
}
