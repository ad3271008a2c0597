package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.spi.Join;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineState;
import io.restitch.spi.NodeRef;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualProviderTest {
  private static final Path BINARY = Path.of("manual/restitch-provider-manual").toAbsolutePath();

  @TempDir Path directory;
  private Path state = Path.of("");
  private ExecProvider provider = Scripts.open(BINARY);

  @BeforeEach
  void useFreshState() {
    state = directory.resolve("state");
    provider =
        ExecProviderFactory.open(
            "manual",
            ExecSettings.at(BINARY, Map.of("dir", state.toString())),
            RetryPolicy.never());
  }

  @Test
  void shouldAskAPersonWhenMachineIsWanted() throws Exception {
    // when
    Machine machine = provider.create(Scripts.request());

    // then
    assertThat(machine.state()).isEqualTo(MachineState.PENDING);
    assertThat(Files.readString(request(".create.txt")))
        .contains(
            "a machine named green-1",
            "role=green",
            "restitch.io/new=:NoSchedule",
            "disk       40",
            "done green-1 ADDRESS",
            request(".user-data").toString())
        .doesNotContain(Scripts.SECRET);
    assertThat(Files.readString(request(".user-data"))).contains(Scripts.SECRET);
    assertThat(permissions(request(".user-data"))).isEqualTo("rw-------");
    assertThat(permissions(state)).isEqualTo("rwx------");
  }

  @Test
  void shouldRunWhenAPersonSaysSo() throws Exception {
    // given
    Machine made = provider.create(Scripts.request());

    // when
    int exit = person("done", "green-1", "10.0.0.7", "--provider-id", "rack://7");

    // then
    assertThat(exit).isZero();
    Machine machine = provider.get(List.of(made.id())).getFirst();
    assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
    assertThat(machine.addresses()).containsExactly("10.0.0.7");
    assertThat(machine.providerId()).isEqualTo("rack://7");
    assertThat(request(".user-data")).doesNotExist();
  }

  @Test
  void shouldStayTheSameWhenAskedAgainWithRenewedSecretAndFence() {
    // given
    Machine made = provider.create(Scripts.request());
    var first = Scripts.request();
    var join = first.join();
    var again =
        new MachineRequest(
            first.token(),
            first.name(),
            first.shape(),
            new Join(join.nodeName(), join.labels(), join.taints(), "renewed"),
            Map.of("k", "v", "restitch.io/fence", "2"));

    // when
    Machine same = provider.create(again);

    // then
    assertThat(same).isEqualTo(made);
  }

  @Test
  void shouldBeGoneWhenAPersonSaysSo() throws Exception {
    // given
    Machine made = provider.create(Scripts.request());
    provider.delete(made.id());
    MachineState asked = provider.get(List.of(made.id())).getFirst().state();

    // when
    int exit = person("gone", "green-1");

    // then
    assertThat(exit).isZero();
    assertThat(asked).isEqualTo(MachineState.STOPPING);
    assertThat(provider.get(List.of(made.id())).getFirst().state()).isEqualTo(MachineState.GONE);
    assertThat(provider.list(Map.of("k", "v"))).isEmpty();
    provider.delete(made.id());
  }

  @Test
  void shouldDeleteNodeItDidNotMakeWhenShapeWasRead() {
    // given
    var node =
        new NodeRef(
            "blue-1.example", "", List.of("10.0.0.1"), Map.of("topology.kubernetes.io/zone", "a"));
    var shape = provider.shape(node);

    // when
    provider.delete(shape.machineId());

    // then
    assertThat(shape.zone()).isEqualTo("a");
    assertThat(provider.get(List.of(shape.machineId())).getFirst().state())
        .isEqualTo(MachineState.STOPPING);
  }

  @Test
  void shouldRefuseAPersonWhenNobodyAsked() throws Exception {
    // given
    provider.create(Scripts.request());

    // then
    assertThat(person("done", "green-2")).isEqualTo(1);
    assertThat(person("gone", "green-1")).isEqualTo(1);
    assertThat(person("frobnicate", "now")).isEqualTo(64);
  }

  @Test
  void shouldRefuseWhenOthersMayReadTheSecrets() throws Exception {
    // given
    Files.createDirectory(state);
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));

    // then
    assertThatThrownBy(() -> provider.create(Scripts.request()))
        .isInstanceOfSatisfying(
            ProviderException.class,
            e -> assertThat(e.code()).isEqualTo(ProviderErrorCode.PERMISSION))
        .hasMessageContaining("chmod 700");
  }

  @Test
  void shouldSayWhatIsMissingWhenThereIsNoPython() throws Exception {
    // given
    Path bin = Files.createDirectory(directory.resolve("bin"));
    var process =
        new ProviderProcess(
            ProviderBinary.locate("manual", ExecSettings.at(BINARY, Map.of())),
            Map.of("PATH", bin.toString()),
            ExecSettings.DEFAULT_TIMEOUT,
            ProcessWatch.NONE);
    var lonely = new ExecProvider(new ProviderWire(process, Map.of()), RetryPolicy.never());

    // then
    assertThatThrownBy(lonely::capabilities).hasMessageContaining("needs python3 on PATH");
  }

  private int person(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(BINARY.toString(), "--dir", state.toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("said").toFile())
        .start()
        .waitFor();
  }

  private Path request(String suffix) {
    return state.resolve("requests").resolve("green-1" + suffix);
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
