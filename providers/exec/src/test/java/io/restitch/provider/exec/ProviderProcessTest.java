package io.restitch.provider.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProviderProcessTest {
  @TempDir Path directory;

  @Test
  void shouldEndProcessAndDescendantsWhenProviderHangs() throws Exception {
    // given
    Path fifo = fifo();
    Path pids = directory.resolve("pids");
    var binary =
        Scripts.write(
            directory,
            "x",
            "(echo $BASHPID >>%s; cat <>%s) & echo $$ >>%s; cat <>%s"
                .formatted(pids, fifo, pids, fifo));

    // when
    var failure =
        catchThrowableOfType(
            ProviderException.class,
            () -> Scripts.open(binary, Duration.ofMillis(3500)).list(Map.of()));

    // then
    assertThat(failure.code()).isEqualTo(ProviderErrorCode.TRANSIENT);
    assertThat(failure).hasMessageContaining("did not answer within 3.500 s");
    assertThat(Files.readAllLines(pids)).hasSize(2).allSatisfy(ProviderProcessTest::ends);
  }

  @Test
  void shouldEndProcessWhenThreadIsInterrupted() throws Exception {
    // given
    Path fifo = fifo();
    var started = new CompletableFuture<ProcessHandle>();
    var watch = new ProcessWatch(started::complete, line -> {}, text -> {});
    var binary = Scripts.write(directory, "x", "cat <>" + fifo);
    var provider =
        ExecProvider.over(
            ProviderWire.open("x", ExecSettings.at(binary, Map.of()), watch),
            RetryPolicy.standard());
    var outcome = new CompletableFuture<ProviderException>();
    var interrupted = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              outcome.complete(
                  catchThrowableOfType(ProviderException.class, () -> provider.list(Map.of())));
              if (Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
              }
            });
    ProcessHandle process = started.get(30, TimeUnit.SECONDS);

    // when
    caller.interrupt();

    // then
    assertThat(outcome.get(30, TimeUnit.SECONDS).code()).isEqualTo(ProviderErrorCode.TRANSIENT);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  @Test
  void shouldRunWithVerbOnlyAndMinimalEnvironment() throws Exception {
    // given
    Path seen = directory.resolve("seen");
    var binary =
        Scripts.write(
            directory,
            "x",
            "tr '\\0' '\\n' </proc/$$/environ >%s; echo \"args $#: $*\" >>%s; cat <<'EOF'\n%s\nEOF"
                .formatted(seen, seen, Scripts.reply(Scripts.MACHINE)));
    var ours =
        Map.of(
            "PATH",
            System.getenv("PATH"),
            "HOME",
            "/home/me",
            "KUBECONFIG",
            "/k",
            "AWS_SECRET_ACCESS_KEY",
            "s",
            "AWS_PROFILE",
            "p",
            "RESTITCH_PROVIDER_X",
            "y");
    var settings =
        new ExecSettings(binary, Map.of(), Duration.ofSeconds(30), Set.of("AWS_PROFILE"), null);
    var process =
        new ProviderProcess(
            ProviderBinary.locate("x", settings),
            ChildEnvironment.of(ours, settings.environment()),
            settings.timeout(),
            ProcessWatch.NONE);

    // when
    new ExecProvider(new ProviderWire(process, Map.of()), RetryPolicy.never())
        .create(Scripts.request());

    // then
    assertThat(Files.readAllLines(seen))
        .containsExactlyInAnyOrder(
            "PATH=" + System.getenv("PATH"),
            "HOME=/home/me",
            "AWS_PROFILE=p",
            "RESTITCH_PROVIDER_X=y",
            "args 1: create");
  }

  @Test
  void shouldAnswerWhenProviderReadsNothingAndLogsMuch() {
    // given
    var binary =
        Scripts.write(
            directory,
            "x",
            "head -c 3000000 /dev/zero | tr '\\0' 'e' >&2; yes | head -n 2000 >&2; echo '%s'"
                .formatted(Scripts.reply("{\"machines\":[]}")));
    var ids = List.of("i".repeat(2_000_000));

    // when
    var machines = Scripts.open(binary).get(ids);

    // then
    assertThat(machines).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {">/dev/null", "2>/dev/null", ""})
  void shouldAnswerWhenDaemonKeepsStreamsOpen(String closed) throws Exception {
    // given
    Path fifo = fifo();
    Path pid = directory.resolve("pid");
    var binary =
        Scripts.write(
            directory,
            "x",
            "cat <>%s %s & echo $! >%s; echo '%s'"
                .formatted(fifo, closed, pid, Scripts.reply("{\"machines\":[]}")));

    // when
    var machines = Scripts.open(binary).list(Map.of());

    // then
    assertThat(machines).isEmpty();
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void ends(String pid) {
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> process.onExit().join());
  }

  private Path fifo() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }
}
