package io.restitch.host.testing;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** This machine's own shell, as if it were a machine's. */
public final class LocalShell implements Shell {
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
