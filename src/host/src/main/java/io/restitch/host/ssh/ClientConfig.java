package io.restitch.host.ssh;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.jspecify.annotations.Nullable;

/**
 * The user's own OpenSSH configuration (ssh_config(5)): HostName, Port, User, IdentityFile,
 * IdentitiesOnly, IdentityAgent, ProxyJump, HostKeyAlias, UserKnownHostsFile, by Host. What Match
 * and Include say is not read.
 */
final class ClientConfig {
  private final List<HostConfigEntry> entries;

  private ClientConfig(List<HostConfigEntry> entries) {
    this.entries = entries;
  }

  /** What this file says; nothing if there is none. */
  static ClientConfig read(Path file) {
    if (!Files.isRegularFile(file)) {
      return new ClientConfig(List.of());
    }
    try {
      String text = withoutMatch(Files.readAllLines(file));
      return new ClientConfig(
          HostConfigEntry.readHostConfigEntries(new BufferedReader(new StringReader(text))));
    } catch (IOException | RuntimeException e) {
      throw new RestitchException(
          ErrorCode.BAD_FILE,
          "cannot read " + file + ": " + e.getMessage(),
          "correct it; 'ssh -G HOST' says what is wrong with it",
          e);
    }
  }

  /**
   * What it says of a host. What was asked for stands above it, and of two sections that speak of
   * one thing the first holds; user, port and host name are always there.
   */
  HostConfigEntry of(Target target, String defaultUser) {
    HostConfigEntry entry = new HostConfigEntry("", null, target.port(), target.user());
    List<HostConfigEntry> matching = HostConfigEntry.findMatchingEntries(target.host(), entries);
    if (matching != null) {
      matching.forEach(entry::collate);
    }
    String host = text(entry.getHostName());
    entry.setHostName(host.isEmpty() ? target.host() : host.replace("%h", target.host()));
    if (entry.getPort() <= 0) {
      entry.setPort(22);
    }
    if (text(entry.getUsername()).isEmpty()) {
      entry.setUsername(defaultUser);
    }
    return entry;
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** sshd-core takes no file with a Match section; those are left out, up to the next Host. */
  private static String withoutMatch(List<String> lines) {
    StringBuilder kept = new StringBuilder();
    boolean matching = false;
    for (String line : lines) {
      String word = line.strip().toLowerCase(Locale.ROOT);
      if (word.startsWith("match ") || word.startsWith("match\t")) {
        matching = true;
      } else if (word.startsWith("host ")
          || word.startsWith("host\t")
          || word.startsWith("host=")) {
        matching = false;
      }
      if (!matching && !word.startsWith("include ")) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }
}
