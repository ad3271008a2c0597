package io.restitch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Providers that are shell scripts. */
final class FakeProviders {
  private static final String REPLY = "{\"apiVersion\":\"provider.restitch.io/v1\",\"result\":%s}";

  private static final String LISTED =
      "list|get) own=$(cat \"${0%/*}/machines\") || exit 3; echo '"
          + REPLY.formatted("{\"machines\":['\"$own\"']}")
          + "'";

  private FakeProviders() {}

  /** One that knows every node's machine, and has none of its own. */
  static Path well(Path directory) throws IOException {
    return script(
        directory,
        """
        request=$(cat)
        case "$1" in
          capabilities) echo '%s' ;;
          shape) echo '%s' ;;
          list|get) echo '%s' ;;
          *) echo '{"apiVersion":"provider.restitch.io/v1","error":{"code":"CAPACITY","message":"no room"}}' ;;
        esac
        """
            .formatted(
                REPLY.formatted(
                    "{\"name\":\"fake\",\"version\":\"1\",\"snapshots\":false,\"groups\":false,\"stop\":false}"),
                REPLY.formatted(
                    "{\"machineId\":\"m-1\",\"type\":\"t\",\"zone\":\"a\",\"image\":\"i\",\"settings\":{}}"),
                REPLY.formatted("{\"machines\":[]}")));
  }

  /**
   * The same, whose own machines are what file {@code machines} beside it says; without it, mute.
   */
  static Path listing(Path directory) throws IOException {
    Path file = well(directory);
    return script(
        directory,
        Files.readString(file)
            .replaceFirst("(?m)^#!.*\n", "")
            .replace("list|get) echo '" + REPLY.formatted("{\"machines\":[]}") + "'", LISTED));
  }

  /** Any other. */
  static Path script(Path directory, String body) throws IOException {
    Path file = directory.resolve("restitch-provider-fake");
    Files.writeString(file, "#!/bin/bash\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }
}
