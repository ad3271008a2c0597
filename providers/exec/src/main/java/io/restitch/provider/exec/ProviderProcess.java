package io.restitch.provider.exec;

import io.restitch.spi.ProviderException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a provider binary for one verb.
 *
 * <p>Order: check that the binary is unchanged; start it with the verb as its only argument and the
 * minimal environment; feed stdin, read stdout and forward stderr at the same time; wait for the
 * end of stdout and of the process, both within one time limit.
 *
 * <p>Invariants: the request travels on stdin only. When this returns or throws, the process has
 * ended; on a time limit, an oversized reply or an interrupt its descendants are ended too.
 */
final class ProviderProcess {
  /** The longest reply, in bytes. */
  static final int MOST_OUTPUT = 4 << 20;

  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final ProviderBinary binary;
  private final Map<String, String> environment;
  private final Duration limit;
  private final ProcessWatch watch;
  private final Logger logger;

  ProviderProcess(
      ProviderBinary binary, Map<String, String> environment, Duration limit, ProcessWatch watch) {
    this.binary = binary;
    this.environment = Map.copyOf(environment);
    this.limit = limit;
    this.watch = watch;
    this.logger = LoggerFactory.getLogger("restitch.provider." + binary.name());
  }

  /** The binary it runs. */
  ProviderBinary binary() {
    return binary;
  }

  /**
   * One run.
   *
   * @throws ProviderException {@code TRANSIENT} for a hang or an interrupt, {@code INVALID} for a
   *     binary that cannot be started, was changed, or writes without end
   */
  Answer run(String verb, byte[] request, Secrets secrets) {
    binary.requireUnchanged();
    Complaint complaint = new Complaint(binary, verb, secrets);
    LogLines log = new LogLines(logger, secrets, watch.log());
    Process process = start(verb, complaint);
    try {
      watch.started().accept(process.toHandle());
      return converse(process, request, log, complaint);
    } catch (TimeoutException e) {
      throw complaint.hang(limit, log.last());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw complaint.interrupted(e);
    } catch (ExecutionException e) {
      throw complaint.unreadable(e.getCause() == null ? e : e.getCause());
    } finally {
      ProcessTree.end(process);
    }
  }

  private Answer converse(Process process, byte[] request, LogLines log, Complaint complaint)
      throws InterruptedException, ExecutionException, TimeoutException {
    long start = System.nanoTime();
    Intake stdout = new Intake(MOST_OUTPUT);
    var output = background("stdout", () -> stdout.drain(process.getInputStream()));
    var stderr = background("stderr", () -> log.drain(process.getErrorStream()));
    background("stdin", () -> feed(process.getOutputStream(), request));

    CompletableFuture.anyOf(output, process.onExit()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (!stdout.overflowed()) {
      long left = limit.toNanos() - (System.nanoTime() - start);
      if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
        throw new TimeoutException("closed its stdout, but runs on");
      }
      hearLastWords(output);
      hearLastWords(stderr);
    }
    byte[] reply = stdout.soFar();
    watch.output().accept(Printable.text(reply, reply.length));
    if (stdout.overflowed()) {
      throw complaint.oversized(reply, MOST_OUTPUT);
    }
    return new Answer(process.exitValue(), reply, log.last());
  }

  /**
   * Lets what an ended process wrote arrive. A daemon that it left behind may hold its streams open
   * for ever; nobody waits for that.
   */
  private static void hearLastWords(CompletableFuture<?> stream)
      throws InterruptedException, ExecutionException {
    try {
      stream.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // All that the process itself wrote was in the pipe when it ended, and has been read.
    }
  }

  private Process start(String verb, Complaint complaint) {
    ProcessBuilder builder = new ProcessBuilder(binary.path().toString(), verb);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw complaint.notStarted(e);
    }
  }

  private static void feed(OutputStream stdin, byte[] request) {
    try (stdin) {
      stdin.write(request);
    } catch (IOException e) {
      // A provider need not read its request to its end; its reply tells whether it understood.
    }
  }

  private CompletableFuture<?> background(String stream, Runnable task) {
    String name = "provider-" + binary.name() + "-" + stream;
    return CompletableFuture.runAsync(task, run -> Thread.ofVirtual().name(name).start(run));
  }
}
