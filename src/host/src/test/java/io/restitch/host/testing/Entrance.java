package io.restitch.host.testing;

import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.host.ssh.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The user's side: a home directory with SSH's files, an environment, and settings. */
public final class Entrance {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> at = new HashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> jumps = new HashMap<>();
  private String user = "";
  private String key = "";
  private String jump = "";
  private Duration timeout = Duration.ofSeconds(15);

  /** With nothing in it. */
  public Entrance(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve(".ssh"));
  }

  /** A file in {@code ~/.ssh}. */
  public Path file(String name) {
    return home.resolve(".ssh").resolve(name);
  }

  /** Has this key of a machine in known_hosts, under {@code [127.0.0.1]:port}. */
  public Entrance knows(SshHost host, PublicKey hostKey) throws IOException {
    return knows("[127.0.0.1]:" + host.port() + " " + Keys.line(hostKey));
  }

  /** Has this line in known_hosts. */
  public Entrance knows(String line) throws IOException {
    append("known_hosts", line);
    return this;
  }

  /** Has this text in {@code ~/.ssh/config}. */
  public Entrance configures(String text) throws IOException {
    append("config", text);
    return this;
  }

  /** Has this key in {@code ~/.ssh/id_ed25519}. */
  public Entrance has(KeyPair pair) throws Exception {
    Keys.write(file("id_ed25519"), pair);
    return this;
  }

  /** Has an agent at this socket. */
  public Entrance asks(Path agent) {
    environment.put("SSH_AUTH_SOCK", agent.toString());
    return this;
  }

  /** {@code hosts.key}. */
  public Entrance key(Path file) {
    key = file.toString();
    return this;
  }

  /** {@code hosts.user}. */
  public Entrance user(String name) {
    user = name;
    return this;
  }

  /** {@code hosts.jump}. */
  public Entrance through(String target) {
    jump = target;
    return this;
  }

  /** {@code hosts.timeout}. */
  public Entrance in(Duration limit) {
    timeout = limit;
    return this;
  }

  /** One of {@code hosts.at}. */
  public Entrance at(String machine, String target) {
    at.put(machine, target);
    return this;
  }

  /** One of {@code hosts.at}, on loopback. */
  public Entrance at(String machine, SshHost host) {
    return at(machine, "127.0.0.1:" + host.port());
  }

  /** One of {@code hosts.keys}. */
  public Entrance key(String machine, Path file) {
    keys.put(machine, file.toString());
    return this;
  }

  /** One of {@code hosts.jumps}. */
  public Entrance through(String machine, String host) {
    jumps.put(machine, host);
    return this;
  }

  /** The settings. */
  public Settings.Hosts settings() {
    return new Settings.Hosts(
        new Settings.Login(user, 0, key, jump),
        new Settings.Each(at, keys, jumps),
        "",
        timeout,
        Duration.ofMinutes(1),
        ExternalEtcd.NONE);
  }

  /** The surroundings; the user is called {@code ops}. */
  public Surroundings surroundings() {
    return new Surroundings(home, "ops", environment);
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        file(name), text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
