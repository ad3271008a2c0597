package io.restitch.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.MachineAction;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Outcome;
import io.restitch.core.decision.Wait;
import io.restitch.core.policy.Ledger;
import io.restitch.core.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JsonEventsTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final MachineAction DELETE = new MachineAction.DeleteMachine("i-1", "worker-1");
  private static final Event.Tally TALLY = new Event.Tally(3, 2, 1, 4, 5, 6);

  @Test
  void shouldWriteStableNamesWhenEventsAreTold() {
    // given
    List<String> lines = new ArrayList<>();
    Events events = new JsonEvents(lines::add);

    // when
    events.tell(new Event.RunStarted(AT, "m", "hash", 7, TALLY));
    events.tell(
        new Event.PoliciesShown(
            AT,
            new Ledger(new TreeMap<>(), List.of(), List.of("It is so.")),
            Set.of("NetworkPolicy a/b")));
    events.tell(new Event.ActionDone(AT, DELETE, Duration.ofSeconds(2)));
    events.tell(
        new Event.ActionFailed(
            AT, DELETE, new InFlight.Failure(ErrorCode.PROVIDER, "no", "do", 2, AT)));
    events.tell(new Event.WaitBegan(AT, new Wait("c", "s", "r", "")));
    events.tell(
        new Event.PhaseChanged(
            AT,
            new Condition(PhaseName.BRIDGED, Condition.Status.ATTESTED, "Attested", "by me", AT)));
    events.tell(new Event.RunEnded(AT, Outcome.ROLLED_BACK, "why", List.of("a"), TALLY));

    // then
    assertThat(lines)
        .containsExactly(
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"run-started\",\"migration\":\"m\","
                + "\"planHash\":\"hash\",\"fence\":7,\"tally\":{\"blueWorkers\":3,"
                + "\"greenWorkers\":2,\"slotsDone\":1,\"slots\":4,\"podsMoved\":5,\"putBack\":6}}",
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"policies-shown\",\"table\":[],"
                + "\"says\":[\"It is so.\"],\"unshown\":[\"NetworkPolicy a/b\"]}",
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"action-done\","
                + "\"action\":\"DeleteMachine\",\"key\":\"DeleteMachine i-1\","
                + "\"what\":\"delete machine worker-1 (i-1)\",\"tookMillis\":2000}",
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"action-failed\","
                + "\"action\":\"DeleteMachine\",\"key\":\"DeleteMachine i-1\","
                + "\"what\":\"delete machine worker-1 (i-1)\",\"code\":\"PROVIDER\","
                + "\"message\":\"no\",\"remedy\":\"do\",\"times\":2,"
                + "\"retryAt\":\"2026-01-02T03:04:05Z\"}",
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"wait-began\",\"code\":\"c\","
                + "\"subject\":\"s\",\"reason\":\"r\",\"remedy\":\"\"}",
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"phase-changed\",\"phase\":\"Bridged\","
                + "\"status\":\"attested\",\"reason\":\"Attested\",\"message\":\"by me\","
                + "\"since\":\"2026-01-02T03:04:05Z\"}",
            "{\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"run-ended\","
                + "\"outcome\":\"rolled-back\",\"why\":\"why\",\"halfDone\":[\"a\"],"
                + "\"tally\":{\"blueWorkers\":3,\"greenWorkers\":2,\"slotsDone\":1,\"slots\":4,"
                + "\"podsMoved\":5,\"putBack\":6}}");
  }
}
