package io.restitch.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands to their end, with a limit. */
final class Commands {

  /**
   * How a command ended.
   *
   * @param status its exit status
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  record Ended(int status, String out, String err) {
    /** This, if it ended well. */
    Ended well() {
      if (status != 0) {
        throw new AssertionError("exit " + status + "\n" + out + "\n" + err);
      }
      return this;
    }

    /** The last line of stdout. */
    String lastLine() {
      return out.strip().lines().reduce((a, b) -> b).orElse("");
    }
  }

  private Commands() {}

  static Ended run(Duration limit, Map<String, String> environment, List<String> command) {
    return run(limit, Path.of("").toAbsolutePath(), environment, command);
  }

  static Ended run(
      Duration limit, Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile("restitch-", ".out");
      Path err = Files.createTempFile("restitch-", ".err");
      try {
        Process process = start(folder, environment, command, out, err);
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              "not within " + limit + ": " + command + "\n" + read(out) + read(err));
        }
        return new Ended(process.exitValue(), read(out), read(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  static Process start(
      Path folder, Map<String, String> environment, List<String> command, Path out, Path err)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    return builder.start();
  }

  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
