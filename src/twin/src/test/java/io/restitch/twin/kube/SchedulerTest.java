package io.restitch.twin.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.Names;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.Taint;
import io.restitch.twin.time.Chance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where pods go. */
class SchedulerTest {
  private final Small small = new Small();
  private final Volumes volumes = new Volumes(small.truth, new Chance(1, "volumes"));
  private final Scheduler scheduler = new Scheduler(small.truth, volumes, new Chance(1, "test"));

  @Test
  void shouldPreferTheNodeWithMoreRoomWhenBothFit() {
    // Given
    small.node("full", "a");
    small.node("empty", "a");
    small.pod("web", "web-1", "full", Small.asking(3000));
    small.pod("web", "web-2", "", Small.asking(500));

    // When
    scheduler.reconcile();

    // Then
    assertThat(small.found("web-2").nodeName()).isEqualTo("empty");
  }

  @Test
  void shouldAvoidASoftTaintedNodeWhenAnotherFits() {
    // Given
    NodeFact leaving = small.node("leaving", "a");
    small.put(NodeEdits.tainted(leaving, softTaint()));
    small.node("staying", "a");
    small.pod("web", "web-1", "staying", Small.asking(3000));
    small.pod("web", "web-2", "", Small.asking(500));

    // When
    scheduler.reconcile();

    // Then
    assertThat(small.found("web-2").nodeName()).isEqualTo("staying");
  }

  @Test
  void shouldUseASoftTaintedNodeWhenNoOtherFits() {
    // Given
    NodeFact leaving = small.node("leaving", "a");
    small.put(NodeEdits.tainted(leaving, softTaint()));
    small.pod("web", "web-1", "", Small.asking(500));

    // When
    scheduler.reconcile();

    // Then
    assertThat(small.found("web-1").nodeName()).isEqualTo("leaving");
  }

  @Test
  void shouldLeaveAPodPendingWhenTheOnlyNodeIsCordoned() {
    // Given
    small.put(NodeEdits.cordoned(small.node("cordoned", "a"), true));
    small.pod("web", "web-1", "", Small.asking(500));

    // When
    scheduler.reconcile();

    // Then
    assertThat(small.found("web-1").bound()).isFalse();
  }

  @Test
  void shouldLeaveAPodPendingWhenRequestsDoNotFit() {
    // Given
    small.node("worker-1", "a");
    small.pod("web", "web-1", "worker-1", Small.asking(3000));
    small.pod("web", "web-2", "", Small.asking(1500));

    // When
    scheduler.reconcile();

    // Then
    assertThat(small.found("web-2").bound()).isFalse();
  }

  @Test
  void shouldKeepPodsApartWhenTheyAskForIt() {
    // Given
    small.node("worker-1", "a");
    small.node("worker-2", "a");
    PodFact.Spec apart = Small.placed(100, apartFrom("db"), List.of());
    small.pod("db", "db-1", "", apart);
    small.pod("db", "db-2", "", apart);
    small.pod("db", "db-3", "", apart);

    // When
    scheduler.reconcile();

    // Then
    assertThat(List.of(small.found("db-1").nodeName(), small.found("db-2").nodeName()))
        .containsExactlyInAnyOrder("worker-1", "worker-2");
    assertThat(small.found("db-3").bound()).isFalse();
  }

  @Test
  void shouldStayInTheZoneOfItsVolumeWhenAPodHasOne() {
    // Given
    small.node("worker-a", "a");
    small.pod("db", "db-1", "worker-a", Small.claiming("data"));
    volumes.reconcile();
    small.put(PodEdits.bound(small.found("db-1"), ""));
    small.put(NodeEdits.cordoned(small.truth.node("worker-a").orElseThrow(), true));
    small.node("worker-b", "b");

    // When
    scheduler.reconcile();

    // Then
    assertThat(small.found("db-1").bound()).isFalse();
  }

  private static Taint softTaint() {
    return new Taint(Names.LEAVING_TAINT, "", Taint.PREFER_NO_SCHEDULE);
  }

  private static PodFact.Placement apartFrom(String app) {
    LabelSelector same = new LabelSelector(Map.of("app", app), List.of());
    return new PodFact.Placement(
        Map.of(), List.of(), List.of(), List.of(new PodFact.AntiAffinity(same, Names.HOSTNAME)));
  }
}
