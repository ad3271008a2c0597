package io.restitch.host.ssh;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.ssh.Destination.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.jspecify.annotations.Nullable;

/**
 * The keys for one attempt to log in, found before it: those of the agent, then those in files. It
 * also keeps what people are told when the attempt fails.
 */
final class Login {
  /** An agent may have to ask its user. */
  private static final Duration AGENT = Duration.ofSeconds(30);

  private final Destination destination;
  private final List<KeyPair> pairs = new ArrayList<>();
  private final List<PublicKey> inAgent = new ArrayList<>();
  private final List<String> tried = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private volatile @Nullable RestitchException refused;

  private Login(Destination destination) {
    this.destination = destination;
  }

  /**
   * Finds the keys.
   *
   * @throws RestitchException {@code UNAUTHORIZED} if the key that was named cannot be used, or
   *     there is none at all
   */
  static Login to(Destination destination) {
    Login login = new Login(destination);
    Identity identity = destination.identity();
    List<KeyFile> files = identity.files().stream().map(KeyFile::read).toList();
    List<PublicKey> named = files.stream().flatMap(f -> f.publicKey().stream()).toList();
    login.askAgent(identity, named);
    files.forEach(login::take);
    if (identity.required()) {
      login.require(files.getFirst());
    }
    if (login.pairs.isEmpty() && login.inAgent.isEmpty()) {
      throw login.keyless();
    }
    return login;
  }

  /** Where it goes. */
  Destination destination() {
    return destination;
  }

  /** Keys from files. */
  List<KeyPair> pairs() {
    return pairs;
  }

  /** A connection to the agent, if it holds a key that may be tried. */
  Optional<SshAgent> agent() throws IOException {
    Optional<Path> socket = destination.identity().agent();
    return inAgent.isEmpty() || socket.isEmpty()
        ? Optional.empty()
        : Optional.of(AgentSocket.connect(socket.get(), AGENT, this::inAgent));
  }

  /** Remembers why the machine itself was not trusted: its key. */
  void refuse(RestitchException why) {
    refused = why;
  }

  /** Why the machine itself was not trusted. */
  Optional<RestitchException> refused() {
    return Optional.ofNullable(refused);
  }

  /** What was tried, for people. */
  String tried() {
    String keys = tried.isEmpty() ? "no key" : String.join(", ", tried);
    return notes.isEmpty() ? keys : keys + " (" + String.join("; ", notes) + ")";
  }

  private void askAgent(Identity identity, List<PublicKey> named) {
    if (identity.agent().isEmpty()) {
      notes.add("no agent: SSH_AUTH_SOCK is not set");
      return;
    }
    Path socket = identity.agent().get();
    // A key whose public half cannot be told from its file is whichever the agent holds.
    Predicate<PublicKey> may =
        key ->
            !identity.only()
                || named.isEmpty()
                || named.stream().anyMatch(n -> KeyUtils.compareKeys(n, key));
    try (AgentSocket agent = AgentSocket.connect(socket, AGENT, may)) {
      for (Map.Entry<PublicKey, String> key : agent.getIdentities()) {
        inAgent.add(key.getKey());
        tried.add("the agent's " + print(key.getKey()) + " " + key.getValue());
      }
      if (inAgent.isEmpty()) {
        notes.add("the agent holds no key for it");
      }
    } catch (IOException | RuntimeException e) {
      notes.add("the agent at " + socket + " does not answer: " + e.getMessage());
    }
  }

  private void take(KeyFile file) {
    KeyPair pair = file.pair();
    if (pair == null) {
      if (!held(file)) {
        notes.add(file.path() + " " + file.problem().words());
      }
      return;
    }
    if (!held(file)) {
      pairs.add(pair);
      tried.add(file.path() + " " + print(pair.getPublic()));
    }
  }

  private boolean held(KeyFile file) {
    return file.publicKey().filter(this::inAgent).isPresent();
  }

  private boolean inAgent(PublicKey key) {
    return inAgent.stream().anyMatch(k -> KeyUtils.compareKeys(k, key));
  }

  private void require(KeyFile file) {
    if (file.pair() != null || held(file)) {
      return;
    }
    if (file.problem() != KeyFile.Problem.PASSPHRASE) {
      throw new RestitchException(
          ErrorCode.BAD_SETTING,
          "the key " + file.path() + " for " + destination.where() + " " + file.problem().words(),
          "name a file with a private key under hosts.key, or leave it empty for the agent's keys");
    }
    if (file.publicKey().isPresent() || inAgent.isEmpty()) {
      throw locked(file.path());
    }
  }

  private RestitchException keyless() {
    return destination.identity().files().stream()
        .map(KeyFile::read)
        .filter(f -> f.problem() == KeyFile.Problem.PASSPHRASE)
        .findFirst()
        .map(f -> locked(f.path()))
        .orElseGet(() ->
            new RestitchException(
                ErrorCode.UNAUTHORIZED,
                "there is no key to log in to "
                    + destination.where()
                    + " with: "
                    + String.join("; ", notes),
                "start an agent and 'ssh-add' a key, or name its file under hosts.key"));
  }

  private RestitchException locked(Path file) {
    return new RestitchException(
        ErrorCode.UNAUTHORIZED,
        "the key "
            + file
            + " for "
            + destination.where()
            + " has a passphrase, and no agent holds it ("
            + String.join("; ", notes)
            + ")",
        "'ssh-add "
            + file
            + "', in the shell that starts restitch; restitch itself never asks for a"
            + " passphrase");
  }

  static String print(PublicKey key) {
    return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
  }
}
