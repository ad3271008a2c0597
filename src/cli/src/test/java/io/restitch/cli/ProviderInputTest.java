package io.restitch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a provider can do wrong: told, and nothing touched. */
class ProviderInputTest extends InputBench {
  @Test
  void shouldNameProviderWhenThereIsNone() throws IOException {
    // given
    Files.delete(directory.resolve("restitch-provider-fake"));

    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(1);
    told("there is no provider fake: no restitch-provider-fake on PATH", "restitch provider list");
  }

  @Test
  void shouldShowWhatCameWhenProviderPrintsGarbage() throws IOException {
    // given
    FakeProviders.script(directory, "echo 'Welcome to our cloud!'\n");

    // when
    int planned = run("plan");
    String said = cli.err;
    int applied = run("apply", "--yes");

    // then
    assertThat(planned).isEqualTo(1);
    assertThat(said).contains("Welcome to our cloud!");
    assertThat(applied).isEqualTo(1);
    told("restitch-provider-fake capabilities", "restitch provider test fake");
  }

  @Test
  void shouldEndProviderAndItsChildrenWhenItHangs() throws IOException {
    // given
    Path pids = directory.resolve("pids");
    FakeProviders.script(
        directory,
        "mkfifo -m 600 %s/f 2>/dev/null; echo $$ >>%s; (echo $BASHPID >>%s; read x <>%s/f); read x <>%s/f\n"
            .formatted(directory, pids, pids, directory, directory));
    Files.writeString(
        directory.resolve("restitch.yaml"),
        "apiVersion: restitch.io/v1alpha1\nkind: Migration\nspec: {provider: {timeout: 1s}}\n");

    // when
    int status = run("plan");

    // then
    assertThat(status).isEqualTo(1);
    told("did not answer within 1 s and was ended", "spec.provider.timeout");
    assertThat(Files.readAllLines(pids))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(pid ->
            ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(p -> assertThat(p.onExit()).succeedsWithin(Duration.ofSeconds(20))));
  }
}
