package io.restitch.provider.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.provider.exec.ExecSettings;
import io.restitch.provider.exec.Scripts;
import io.restitch.spi.NodeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ConformanceTest {
  private static final Path MANUAL = Path.of("manual/restitch-provider-manual").toAbsolutePath();

  private static final String PYTHON = python();

  @TempDir Path directory;

  @Test
  void shouldPassWhenProviderIsReference() throws IOException {
    // given
    List<Check> told = new ArrayList<>();

    // when
    var checks =
        Conformance.run("reference", reference(""), Options.making(Options.anyShape()), told::add);

    // then
    assertThat(checks).allSatisfy(check -> assertThat(check.passed()).as("%s", check).isTrue());
    assertThat(checks).hasSize(22).isEqualTo(told);
  }

  @Test
  void shouldPassWhenProviderIsManual() {
    // given
    var settings = ExecSettings.at(MANUAL, Map.of("dir", directory.resolve("state").toString()));
    var node = new NodeRef("blue-1", "", List.of("10.0.0.9"), Map.of());

    // when
    var checks = Conformance.run("manual", settings, Options.like(node), check -> {});

    // then
    assertThat(checks).allSatisfy(check -> assertThat(check.passed()).as("%s", check).isTrue());
    assertThat(checks).extracting(Check::name).contains("shape of node blue-1");
  }

  @ParameterizedTest
  @CsvSource({
    "argv, secrets stay on stdin",
    "environment, secrets stay on stdin",
    "log, secrets stay on stdin",
    "token, the same token again answers with the same machine",
    "conflict, the same token with other parameters is a CONFLICT",
    "name, a name that another token owns is a CONFLICT",
    "tags, list by tag shows the machine once",
    "any-tag, 'list asks for every tag, not any'",
    "odd, an unknown verb gets an error reply",
    "delete, delete a second time",
    "unknown-id, delete of an id that never was is NOT_FOUND",
    "immortal, nothing is left over"
  })
  void shouldFailWithRemedyWhenRuleIsBroken(String broken, String expected) throws IOException {
    // when
    var checks =
        Conformance.run(
            "reference", reference(broken), Options.making(Options.anyShape()), check -> {});

    // then
    assertThat(checks)
        .filteredOn(check -> !check.passed())
        .anySatisfy(check -> assertThat(check.name()).isEqualTo(expected))
        .allSatisfy(check -> assertThat(check.remedy()).isNotBlank());
  }

  @Test
  void shouldMakeNothingWhenReadingOnly() throws IOException {
    // given
    ExecSettings settings = reference("");

    // when
    var checks = Conformance.run("reference", settings, Options.readOnly(), check -> {});

    // then
    assertThat(checks).hasSize(3).allMatch(Check::passed);
    assertThat(directory.resolve("state.json")).hasContent("{}");
  }

  @Test
  void shouldStopWhenProviderDoesNotSpeakTheContract() {
    // given
    Path binary = Scripts.write(directory, "x", "echo hello");

    // when
    var checks =
        Conformance.run(
            "x",
            ExecSettings.at(binary, Map.of()),
            Options.making(Options.anyShape()),
            check -> {});

    // then
    assertThat(checks).hasSize(1).noneMatch(Check::passed);
    assertThat(checks.getFirst().detail()).contains("it wrote: hello");
  }

  private ExecSettings reference(String broken) throws IOException {
    Path binary = directory.resolve("restitch-provider-reference");
    Scripts.executable(
        binary, "#!%s -SE%n%s".formatted(PYTHON, resource("/reference-provider.py")));
    Path file = directory.resolve("state.json");
    return ExecSettings.at(binary, Map.of("file", file.toString(), "break", broken));
  }

  private static String resource(String name) throws IOException {
    try (var stream = Objects.requireNonNull(ConformanceTest.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The interpreter itself: what PATH leads to may be a slow detour. */
  private static String python() {
    try {
      var process =
          new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need python3 on PATH", e);
    }
  }
}
