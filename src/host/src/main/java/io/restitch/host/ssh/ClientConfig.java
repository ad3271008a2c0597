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
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;

/**
 * The user's own OpenSSH configuration (ssh_config(5)): HostName, Port, User, IdentityFile,
 * IdentitiesOnly, IdentityAgent, ProxyJump, HostKeyAlias, UserKnownHostsFile, by Host. What Match
 * and Include say is not read.
 */
final class ClientConfig {
  private final HostConfigEntryResolver entries;

  private ClientConfig(HostConfigEntryResolver entries) {
    this.entries = entries;
  }

  /** What this file says; nothing if there is none. */
  static ClientConfig read(Path file) {
    if (!Files.isRegularFile(file)) {
      return new ClientConfig(HostConfigEntryResolver.EMPTY);
    }
    try {
      String text = withoutMatch(Files.readAllLines(file));
      List<HostConfigEntry> entries =
          HostConfigEntry.readHostConfigEntries(new BufferedReader(new StringReader(text)));
      return new ClientConfig(HostConfigEntry.toHostConfigEntryResolver(entries));
    } catch (IOException | RuntimeException e) {
      throw new RestitchException(
          ErrorCode.BAD_FILE,
          "cannot read " + file + ": " + e.getMessage(),
          "correct it; 'ssh -G HOST' says what is wrong with it",
          e);
    }
  }

  /** What it says of a host, with what was asked for above it; user and port may be left open. */
  HostConfigEntry of(Target target, String defaultUser) {
    try {
      HostConfigEntry found =
          entries.resolveEffectiveHost(
              target.host(), target.port(), null, target.user(), null, null);
      HostConfigEntry entry =
          found == null
              ? new HostConfigEntry("", target.host(), target.port(), target.user())
              : found;
      if (entry.getPort() <= 0) {
        entry.setPort(22);
      }
      if (entry.getUsername() == null || entry.getUsername().isEmpty()) {
        entry.setUsername(defaultUser);
      }
      return entry;
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.BAD_FILE, "cannot read the SSH configuration: " + e.getMessage(), "", e);
    }
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
