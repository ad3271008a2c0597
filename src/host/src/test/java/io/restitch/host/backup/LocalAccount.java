package io.restitch.host.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An account on a host that is this machine: a real shell. */
final class LocalAccount implements Account {
  private final Path home;
  final List<String> commands = new ArrayList<>();

  LocalAccount(Path home) {
    this.home = home;
  }

  @Override
  public int run(String command, Content input, OutputStream out, OutputStream err) {
    commands.add(command);
    try {
      Process process = new ProcessBuilder("sh", "-c", command).directory(home.toFile()).start();
      try (OutputStream stdin = process.getOutputStream()) {
        input.writeTo(stdin);
      } catch (IOException e) {
        // It ended without reading it all.
      } finally {
        // try-with-resources has closed its stdin by now: it ends.
        process.waitFor();
      }
      process.getInputStream().transferTo(out);
      process.getErrorStream().transferTo(err);
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
