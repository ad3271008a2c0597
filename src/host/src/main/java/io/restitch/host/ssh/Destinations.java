package io.restitch.host.ssh;

import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.ssh.Destination.Identity;
import io.restitch.host.ssh.Destination.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.common.SshConstants;

/**
 * Finds out how machines are reached: first what our settings say of one machine, then what they
 * say of all, then the user's OpenSSH configuration, then its defaults.
 */
final class Destinations {
  private static final Path GLOBAL_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");
  private static final List<String> DEFAULT_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");
  private static final int MOST_JUMPS = 8;

  private final Settings.Hosts settings;
  private final Surroundings surroundings;
  private final ClientConfig config;

  Destinations(Settings.Hosts settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.config = ClientConfig.read(surroundings.ssh().resolve("config"));
  }

  /** How the machine of this name is reached, which is at this address unless we know better. */
  Destination of(String machine, String address) {
    String at = settings.each().at().getOrDefault(machine, "");
    Target said = Target.parse(at.isEmpty() ? address : at);
    Target target =
        new Target(
            said.user().isEmpty() ? settings.login().user() : said.user(),
            said.host(),
            said.port() == 0 ? settings.login().port() : said.port());
    HostConfigEntry entry = entry(target);
    String named = settings.jump(machine);
    String jump = named.isEmpty() ? ClientConfig.text(entry.getProxyJump()) : named;
    return destination(
        machine, entry, Optional.of(settings.key(machine)), through(jump, entry, MOST_JUMPS));
  }

  /**
   * How a host is reached that is no machine of the cluster's. What our settings say of those,
   * user, port and jump host, is not said of it; their key is one of those that are tried.
   */
  Destination other(String at) {
    HostConfigEntry entry = entry(Target.parse(at));
    String jump = ClientConfig.text(entry.getProxyJump());
    return destination(at, entry, Optional.empty(), through(jump, entry, MOST_JUMPS));
  }

  /**
   * The last of these hosts, reached through those before it.
   *
   * @param self what is reached through it: nobody jumps to himself, though {@code Host *} says so
   */
  private Optional<Destination> through(String jumps, HostConfigEntry self, int left) {
    if (jumps.isEmpty() || jumps.equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    if (left == 0) {
      throw new RestitchException(
          ErrorCode.BAD_SETTING,
          "more than " + MOST_JUMPS + " jump hosts behind one another",
          "look for a circle in the ProxyJump lines of ~/.ssh/config");
    }
    int comma = jumps.lastIndexOf(',');
    Target target = Target.parse(jumps.substring(comma + 1));
    HostConfigEntry entry = entry(target);
    if (entry.getHostName().equals(self.getHostName()) && entry.getPort() == self.getPort()) {
      return Optional.empty();
    }
    String before = comma < 0 ? ClientConfig.text(entry.getProxyJump()) : jumps.substring(0, comma);
    return Optional.of(
        destination(
            "the jump host " + target.host(),
            entry,
            Optional.empty(),
            through(before, entry, left - 1)));
  }

  private HostConfigEntry entry(Target target) {
    return config.of(target, surroundings.user());
  }

  /**
   * @param key the key's file that was named for a machine of ours, which must be usable then;
   *     absent if it is none of those
   */
  private Destination destination(
      String name, HostConfigEntry entry, Optional<String> key, Optional<Destination> jump) {
    return new Destination(
        name,
        entry.getUsername(),
        entry.getHostName(),
        entry.getPort(),
        trust(entry),
        identity(entry, key),
        jump);
  }

  /** An alias stands for address and port (get_hostfile_hostname_ipaddr, OpenSSH sshconnect.c). */
  private Trust trust(HostConfigEntry entry) {
    String alias = ClientConfig.text(entry.getProperty("HostKeyAlias"));
    return alias.isEmpty()
        ? new Trust(entry.getHostName(), entry.getPort(), knownHosts(entry))
        : new Trust(alias, SshConstants.DEFAULT_PORT, knownHosts(entry));
  }

  private List<Path> knownHosts(HostConfigEntry entry) {
    if (!settings.knownHosts().isEmpty()) {
      return List.of(surroundings.path(settings.knownHosts()));
    }
    String files = entry.getProperty("UserKnownHostsFile", "~/.ssh/known_hosts");
    return Stream.concat(
            Arrays.stream(files.split("[ ,]+")).map(surroundings::path),
            Stream.of(GLOBAL_KNOWN_HOSTS))
        .toList();
  }

  private Identity identity(HostConfigEntry entry, Optional<String> key) {
    List<Path> files = new ArrayList<>();
    String tried = key.orElse(settings.login().key());
    if (!tried.isEmpty()) {
      files.add(surroundings.path(tried));
    }
    boolean alone = key.isPresent() && !tried.isEmpty();
    if (!alone) {
      entry.getIdentities().forEach(f -> files.add(identity(f, entry)));
    }
    if (files.isEmpty()) {
      DEFAULT_KEYS.stream()
          .map(k -> surroundings.ssh().resolve(k))
          .filter(Files::exists)
          .forEach(files::add);
    }
    return new Identity(files, alone || entry.isIdentitiesOnly(), alone, agent(entry));
  }

  /** With the tokens that ssh_config(5) allows there. */
  private Path identity(String file, HostConfigEntry entry) {
    return surroundings.path(
        file.replace("%d", surroundings.home().toString())
            .replace("%u", surroundings.user())
            .replace("%h", entry.getHostName())
            .replace("%r", entry.getUsername())
            .replace("%p", String.valueOf(entry.getPort())));
  }

  private Optional<Path> agent(HostConfigEntry entry) {
    String configured = entry.getProperty(HostConfigEntry.IDENTITY_AGENT, "SSH_AUTH_SOCK");
    if (configured.equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    String socket =
        configured.equals("SSH_AUTH_SOCK")
            ? surroundings.environment().getOrDefault("SSH_AUTH_SOCK", "")
            : configured;
    return socket.isEmpty() ? Optional.empty() : Optional.of(surroundings.path(socket));
  }
}
