package io.restitch.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.Names;
import io.restitch.core.action.MachineAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Taint;
import io.restitch.core.plan.Shapes;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.spi.GuardAction;
import io.restitch.spi.JoinTaint;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineShape;
import io.restitch.spi.MachineState;
import io.restitch.spi.ProviderErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderMachinePortTest {
  private static final MachineAction.CreateMachine CREATE =
      new MachineAction.CreateMachine(
          "token",
          "worker-1-f",
          new MachineShape("i", "t", "a", "img", Map.of()),
          Map.of("a", "b"),
          List.of(new Taint("k", "v", Taint.NO_SCHEDULE)),
          Map.of(Names.MIGRATION, "m"));

  private final FakeProvider provider = new FakeProvider();
  private final ProviderMachinePort port =
      new ProviderMachinePort(provider, () -> "m", a -> "join " + a.name());

  @Test
  void shouldPassEverythingOnWhenMachineIsCreated() {
    // when
    List<Change> changes = port.perform(CREATE);

    // then
    assertThat(changes)
        .singleElement()
        .isInstanceOfSatisfying(
            Change.MachineSeen.class, c -> assertThat(c.machine().id()).isEqualTo("id-worker-1-f"));
    assertThat(provider.requests)
        .singleElement()
        .satisfies(r -> {
          assertThat(r.token()).isEqualTo("token");
          assertThat(r.tags()).containsEntry(Names.MIGRATION, "m");
          assertThat(r.join().userData()).isEqualTo("join worker-1-f");
          assertThat(r.join().taints()).containsExactly(new JoinTaint("k", "v", "NoSchedule"));
        });
  }

  @Test
  void shouldConflictWhenItsTokenWasSpentOnAMachineThatIsGone() {
    // given
    provider.born = MachineState.GONE;

    // when
    RestitchException problem =
        catchThrowableOfType(RestitchException.class, () -> port.perform(CREATE));

    // then
    assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(problem).hasMessageContaining("id-worker-1-f, which is gone");
  }

  @Test
  void shouldSeeOwnAndAskedForWhenItLooks() {
    // given
    Machine own = provider.add("own", Map.of(Names.MIGRATION, "m"));
    Machine blue = provider.add("blue", Map.of());
    provider.add("foreign", Map.of(Names.MIGRATION, "other"));

    // when
    List<Change> changes =
        port.perform(new MachineAction.LookAtMachines(new TreeSet<>(List.of("blue", "gone"))));

    // then
    assertThat(changes)
        .containsExactly(
            new Change.MachinesSeen(List.of(blue, own), new TreeSet<>(List.of("blue", "gone"))));
  }

  @Test
  void shouldBeContentWhenMachineIsGoneAlready() {
    // given
    provider.failure = ProviderErrorCode.NOT_FOUND;

    // then
    assertThatCode(() -> port.perform(new MachineAction.DeleteMachine("i", "n")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "THROTTLED,TRANSIENT", "TRANSIENT,TRANSIENT", "CAPACITY,NO_CAPACITY", "QUOTA,PROVIDER",
    "PERMISSION,PROVIDER", "INVALID,PROVIDER", "CONFLICT,CONFLICT", "NOT_FOUND,NOT_FOUND"
  })
  void shouldNameProviderAndWayOutWhenItFails(ProviderErrorCode failure, ErrorCode expected) {
    // given
    provider.failure = failure;

    // when
    RestitchException e = catchThrowableOfType(RestitchException.class, () -> port.perform(CREATE));

    // then
    assertThat(e.code()).isEqualTo(expected);
    assertThat(e)
        .hasMessage(
            "provider fake could not create machine worker-1-f (t in a): the cloud says no");
    assertThat(e.remedy()).isNotEmpty();
  }

  @Test
  void shouldLeaveOutOneNodeWhenOnlyItsMachineIsUnknown() {
    // when
    Shapes shapes = ProviderMachinePort.shapes(provider, List.of(node("w-1"), node("stranger")));

    // then
    assertThat(shapes.found()).containsOnlyKeys("w-1");
    assertThat(shapes.problems())
        .containsExactly(
            Map.entry(
                "stranger",
                "provider fake could not find the machine of stranger: never heard of it"));
  }

  @Test
  void shouldAskForNoOtherMachineWhenProviderCannotAnswer() {
    // given
    provider.shapeFailure = ProviderErrorCode.TRANSIENT;

    // when
    RestitchException e =
        catchThrowableOfType(
            RestitchException.class,
            () -> ProviderMachinePort.shapes(provider, List.of(node("w-1"), node("w-2"))));

    // then
    assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER);
    assertThat(e).hasMessage("provider fake could not find the machine of w-1: the cloud says no");
    assertThat(e.remedy()).contains("restitch provider test fake").contains("timeout");
    assertThat(provider.shapesAsked).isEqualTo(1);
  }

  private static NodeFact node(String name) {
    return new NodeFact(
        name,
        "uid-" + name,
        Map.of(),
        Map.of(),
        new NodeFact.Spec("", List.of(), List.of(), false),
        new NodeFact.Status(
            true,
            Instant.EPOCH,
            NodeFact.PodNetwork.CALICO,
            List.of(),
            Resources.NONE,
            NodeFact.NodeInfo.of(""),
            Instant.EPOCH,
            NodeFact.Deletion.NONE));
  }

  @ParameterizedTest
  @EnumSource(
      value = GuardAction.class,
      names = {"PAUSE", "RESTORE"})
  void shouldFailWhenGroupsDoNotFollow(GuardAction guard) {
    // given
    provider.groupsFollow = false;

    // when
    RestitchException e =
        catchThrowableOfType(
            RestitchException.class,
            () -> port.perform(new MachineAction.GuardGroups(guard, new TreeSet<>())));

    // then
    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
  }
}
