package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restitch.spi.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderBinaryTest {
  private static final ExecSettings ON_PATH = ExecSettings.onPath(Map.of());

  @TempDir Path directory;

  @Test
  void shouldFindFirstExecutableWhenLookingOnPath() throws Exception {
    // given
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Files.writeString(first.resolve("restitch-provider-lab"), "not executable");
    Path expected = Scripts.write(second, "lab", "true");

    // when
    var binary =
        ProviderBinary.locate("lab", ON_PATH, SearchPath.of("bin:.", first + ":" + second));

    // then
    assertThat(binary.path()).isEqualTo(expected);
    assertThat(binary.sha256()).hasSize(64);
  }

  @Test
  void shouldSayWhatToInstallWhenNothingIsFound() {
    assertThatThrownBy(
            () -> ProviderBinary.locate("lab", ON_PATH, SearchPath.of(directory.toString(), null)))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("no executable restitch-provider-lab on PATH")
        .hasMessageContaining("provider.path");
  }

  @Test
  void shouldRefuseWhenOthersMayWriteToIt() throws Exception {
    // given
    Path binary = Scripts.write(directory, "lab", "true");
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xrwx"));

    // then
    assertThatThrownBy(() -> ProviderBinary.locate("lab", ExecSettings.at(binary, Map.of())))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("everybody may write")
        .hasMessageContaining("chmod o-w");
  }

  @Test
  void shouldRefuseWhenOthersMayReplaceIt() throws Exception {
    // given
    Path binary = Scripts.write(directory, "lab", "true");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    // then
    assertThatThrownBy(() -> ProviderBinary.locate("lab", ExecSettings.at(binary, Map.of())))
        .hasMessageContaining("everybody may replace files in");
  }

  @Test
  void shouldRefuseWhenItIsADirectory() {
    assertThatThrownBy(() -> ProviderBinary.locate("lab", ExecSettings.at(directory, Map.of())))
        .hasMessageContaining("not a regular file");
  }

  @Test
  void shouldRefuseWhenItIsNotThere() {
    var settings = ExecSettings.at(directory.resolve("absent"), Map.of());
    assertThatThrownBy(() -> ProviderBinary.locate("lab", settings))
        .hasMessageContaining("no provider at")
        .hasMessageContaining("absent");
  }

  @Test
  void shouldRefuseWhenPathIsRelative() {
    assertThatThrownBy(() -> ExecSettings.at(Path.of("bin/p"), Map.of()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("must be absolute: bin/p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../lab", "Lab", "a/b", "-x", "l b"})
  void shouldRefuseWhenNameIsNoName(String name) {
    assertThatThrownBy(() -> ProviderBinary.locate(name, ON_PATH))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("not a provider name");
  }

  @Test
  void shouldNameBothChecksumsWhenPinnedToAnother() {
    // given
    Path binary = Scripts.write(directory, "lab", "true");
    String found = ProviderBinary.locate("lab", ExecSettings.at(binary, Map.of())).sha256();
    String pinned = "0".repeat(64);

    // then
    assertThatThrownBy(
            () -> ProviderBinary.locate("lab", ExecSettings.at(binary, Map.of()).pinned(pinned)))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining(found)
        .hasMessageContaining(pinned);
  }

  @Test
  void shouldNotRunWhenContentChangedSinceItWasOpened() {
    // given
    Path file = Scripts.answering(directory, "lab", "{\"machines\":[]}");
    var provider = Scripts.open(file);
    provider.list(Map.of());
    Path proof = directory.resolve("proof");
    Scripts.write(directory, "lab", "touch " + proof);

    // then
    assertThatThrownBy(() -> provider.list(Map.of()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining(provider.binary().sha256())
        .hasMessageContaining("not the provider the plan was made with");
    assertThat(proof).doesNotExist();
  }
}
