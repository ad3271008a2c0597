package io.restitch.twin.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.spi.Join;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import io.restitch.spi.MachineState;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import io.restitch.twin.time.Agenda;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** One token, one machine; and what else a cloud promises. */
class CloudTest {
  private static final Duration BOOT = Duration.ofSeconds(90);

  private final Agenda agenda = new Agenda(Instant.parse("2026-01-03T08:00:00Z"));
  private final Cloud cloud = new Cloud(agenda, new Chance(1, "test"));

  @Test
  void shouldMakeOneMachineWhenAskedTwiceWithOneToken() {
    // Given
    Machine first = cloud.create(request("t", "green-1", Map.of("fence", "1")));

    // When
    Machine second = cloud.create(request("t", "green-1", Map.of("fence", "1")));

    // Then
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(cloud.live()).hasSize(1);
  }

  @Test
  void shouldMakeOneMachineWhenTheSecondAskerHasAnotherFence() {
    // Given
    Machine first = cloud.create(request("t", "green-1", Map.of("fence", "1")));

    // When
    Machine second = cloud.create(request("t", "green-1", Map.of("fence", "2")));

    // Then
    assertThat(second.id()).isEqualTo(first.id());
  }

  @Test
  void shouldRefuseATokenThatIsKnownWithOtherParameters() {
    // Given
    cloud.create(request("t", "green-1", Map.of()));

    // When, then
    refused(ProviderErrorCode.CONFLICT, () -> cloud.create(request("t", "green-2", Map.of())));
  }

  @Test
  void shouldRefuseANameThatALiveMachineHas() {
    // Given
    cloud.create(request("t", "green-1", Map.of()));

    // When, then
    refused(ProviderErrorCode.CONFLICT, () -> cloud.create(request("u", "green-1", Map.of())));
  }

  @Test
  void shouldAnswerWithTheMachineThatIsGoneWhenItsTokenIsSentAgain() {
    // Given
    Machine made = cloud.create(request("t", "green-1", Map.of()));
    cloud.delete(made.id());
    goOn(BOOT);

    // When
    Machine again = cloud.create(request("t", "green-1", Map.of()));

    // Then
    assertThat(again.state()).isEqualTo(MachineState.GONE);
    assertThat(cloud.live()).isEmpty();
  }

  @Test
  void shouldRefuseAZoneWithoutRoomUntilItHasSomeAgain() {
    // Given
    cloud.full("a", true);
    refused(ProviderErrorCode.CAPACITY, () -> cloud.create(request("t", "green-1", Map.of())));
    cloud.full("a", false);

    // When
    Machine made = cloud.create(request("t", "green-1", Map.of()));

    // Then
    assertThat(made.state()).isEqualTo(MachineState.PENDING);
  }

  @Test
  void shouldRunAfterItsBoot() {
    // Given
    cloud.create(request("t", "green-1", Map.of()));

    // When
    goOn(BOOT);

    // Then
    assertThat(cloud.running("green-1")).isPresent();
  }

  @Test
  void shouldNotRunWhenDeletedWhileItBoots() {
    // Given
    Machine made = cloud.create(request("t", "green-1", Map.of()));
    cloud.delete(made.id());
    cloud.delete(made.id());

    // When
    goOn(BOOT);

    // Then
    assertThat(cloud.get(List.of(made.id()))).isEmpty();
  }

  @Test
  void shouldNotKnowAnIdThatWasNeverGiven() {
    refused(ProviderErrorCode.NOT_FOUND, () -> cloud.delete("twin-9999"));
  }

  @Test
  void shouldListOnlyMachinesThatCarryEveryTag() {
    // Given
    cloud.create(request("t", "green-1", Map.of("migration", "m", "slot", "1")));
    cloud.create(request("u", "green-2", Map.of("migration", "m", "slot", "2")));

    // When
    List<Machine> found = cloud.list(Map.of("migration", "m", "slot", "2"));

    // Then
    assertThat(found).extracting(Machine::name).containsExactly("green-2");
  }

  private void goOn(Duration span) {
    Instant until = agenda.now().plus(span);
    agenda.in(span, () -> {});
    while (agenda.now().isBefore(until)) {
      agenda.step();
    }
  }

  private static void refused(ProviderErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProviderException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static MachineRequest request(String token, String name, Map<String, String> tags) {
    return new MachineRequest(
        token,
        name,
        new MachineShape("", "twin.4x16", "a", "image", Map.of()),
        new Join(name, Map.of(), List.of(), "user data"),
        tags);
  }
}
