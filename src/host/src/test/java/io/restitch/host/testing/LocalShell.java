package io.restitch.host.testing;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** This machine's own shell, as if it were a machine's. */
public final class LocalShell implements Shell {
  /** Waits until no task runs; one that is done still tidies up for a moment. */
  public static void untilIdle(Path root) {
    String probe = "test ! -e %1$s/lock || flock -n %1$s/lock true".formatted(root);
    Until.until(
        "tasks are over",
        () -> new LocalShell().run("", probe, Duration.ofSeconds(10)).status() == 0);
  }

  @Override
  public Reply run(String machine, String script, Duration limit) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    Reply reply = run(machine, script, limit, stdout);
    return new Reply(reply.status(), stdout.toByteArray(), reply.stderr());
  }

  @Override
  public Reply run(String machine, String script, Duration limit, OutputStream stdout) {
    try {
      Process shell =
          new ProcessBuilder("sh").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (OutputStream in = shell.getOutputStream()) {
        in.write(script.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // A shell that has read enough ends before it has read all.
      }
      shell.getInputStream().transferTo(stdout);
      return new Reply(shell.waitFor(), new byte[0], "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(ErrorCode.TRANSIENT, "stopped", "", e);
    }
  }
}
