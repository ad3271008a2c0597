package io.restitch.provider.exec;

import io.restitch.spi.Join;
import io.restitch.spi.JoinTaint;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Provider scripts and what is sent to them. */
public final class Scripts {
  public static final String SECRET = "join-token-abcdef.0123456789abcdef";

  public static final String MACHINE =
      """
      {"id":"m-1","name":"green-1","token":"t-1","state":"RUNNING","zone":"z","type":"t",\
      "providerId":"","addresses":["10.0.0.1"],"tags":{"k":"v"},"createdAt":"2026-01-31T12:00:00Z","note":"call the data centre"}\
      """;

  private Scripts() {}

  /** An executable bash script at {@code directory/restitch-provider-NAME}. */
  public static Path write(Path directory, String name, String body) {
    return executable(
        directory.resolve("restitch-provider-" + name), "#!/bin/bash\n" + body + "\n");
  }

  /** A script that answers everything with this result. */
  public static Path answering(Path directory, String name, String result) {
    return write(directory, name, "cat >/dev/null; cat <<'EOF'\n" + reply(result) + "\nEOF");
  }

  public static Path executable(Path file, String content) {
    try {
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String reply(String result) {
    return "{\"apiVersion\":\"provider.restitch.io/v1\",\"result\":" + result + "}";
  }

  public static String error(String error) {
    return "{\"apiVersion\":\"provider.restitch.io/v1\",\"error\":" + error + "}";
  }

  /** A provider that is asked once. */
  public static ExecProvider open(Path binary) {
    return open(binary, Duration.ofSeconds(30));
  }

  public static ExecProvider open(Path binary, Duration limit) {
    return ExecProviderFactory.open(
        "x", ExecSettings.at(binary, Map.of()).withTimeout(limit), RetryPolicy.never());
  }

  public static MachineRequest request() {
    return new MachineRequest(
        "t-1",
        "green-1",
        new MachineShape("", "t", "z", "i", Map.of("disk", "40")),
        new Join(
            "green-1",
            Map.of("role", "green"),
            List.of(new JoinTaint("restitch.io/new", "", "NoSchedule")),
            "#!/bin/sh\nkubeadm join --token " + SECRET + "\n"),
        Map.of("k", "v"));
  }
}
