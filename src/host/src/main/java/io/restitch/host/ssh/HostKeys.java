package io.restitch.host.ssh;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.ssh.Destination.Trust;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/**
 * Trusts machines whose keys are in known_hosts, and no other: a key is never accepted or written
 * down by itself. Hashed names, {@code [host]:port}, certificate authorities and revoked keys mean
 * what they mean to OpenSSH (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 */
final class HostKeys extends KnownHostsServerKeyVerifier {
  private final Login login;
  private final Trust trust;

  HostKeys(Login login) {
    super(RejectAllServerKeyVerifier.INSTANCE, login.destination().trust().files().getFirst());
    this.login = login;
    this.trust = login.destination().trust();
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey key) {
    try {
      List<HostEntryPair> entries = new ArrayList<>();
      for (Path file : trust.files()) {
        if (Files.exists(file)) {
          entries.addAll(reloadKnownHosts(session, file));
        }
      }
      if (entries.stream().anyMatch(e -> revoked(e, key))) {
        handleRevokedKey(session, remote, key);
        return false;
      }
      return acceptKnownHostEntries(session, remote, key, entries);
    } catch (IOException | GeneralSecurityException e) {
      login.refuse(
          new RestitchException(
              ErrorCode.BAD_FILE, "cannot read known host keys: " + e.getMessage(), "", e));
      return false;
    }
  }

  /** A pattern that revokes a key, such as {@code *}, is meant for every port. */
  private boolean revoked(HostEntryPair known, PublicKey key) {
    KnownHostEntry entry = known.getHostEntry();
    return "revoked".equals(entry.getMarker())
        && KeyUtils.compareKeys(known.getServerKey(), key)
        && (entry.isHostMatch(trust.host(), trust.port())
            || entry.isHostMatch(trust.host(), SshConstants.DEFAULT_PORT));
  }

  /** Kinds of keys that are known of this machine, as known_hosts names them. */
  Set<String> kinds() {
    return trust.files().stream()
        .filter(Files::exists)
        .flatMap(f -> entries(f).stream())
        .filter(e -> e.isHostMatch(trust.host(), trust.port()))
        .map(e -> e.getKeyEntry().getKeyType())
        .collect(Collectors.toSet());
  }

  private static List<KnownHostEntry> entries(Path file) {
    try {
      return KnownHostEntry.readKnownHostEntries(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  protected Collection<SshdSocketAddress> resolveHostNetworkIdentities(
      ClientSession session, SocketAddress remote) {
    return List.of(new SshdSocketAddress(trust.host(), trust.port()));
  }

  @Override
  protected boolean acceptUnknownHostKey(
      ClientSession session, SocketAddress remote, PublicKey key) {
    login.refuse(
        new RestitchException(
            ErrorCode.UNREACHABLE,
            "the host key of " + where() + " is not known: it shows " + Login.print(key),
            "compare it, on the machine itself, with 'ssh-keygen -lf /etc/ssh/ssh_host_"
                + file(key)
                + "_key.pub'; if they are the same, add this line to "
                + trust.files().getFirst()
                + " (ssh-keyscan -p "
                + login.destination().port()
                + " "
                + login.destination().address()
                + " prints all its keys): "
                + trust.name()
                + " "
                + PublicKeyEntry.toString(key)));
    return false;
  }

  @Override
  public boolean acceptModifiedServerKey(
      ClientSession session,
      SocketAddress remote,
      KnownHostEntry entry,
      PublicKey expected,
      PublicKey actual) {
    login.refuse(
        new RestitchException(
            ErrorCode.BLOCKED,
            "the host key of "
                + where()
                + " is not the one in known_hosts: it shows "
                + Login.print(actual)
                + ", known is "
                + Login.print(expected),
            "somebody may be in between. If the machine was installed anew, 'ssh-keygen -R "
                + trust.name()
                + " -f "
                + trust.files().getFirst()
                + "' and add its new key"));
    return false;
  }

  @Override
  protected void handleRevokedKey(ClientSession session, SocketAddress remote, PublicKey key) {
    login.refuse(
        new RestitchException(
            ErrorCode.BLOCKED,
            "the host key of " + where() + " is revoked in known_hosts: " + Login.print(key),
            "give the machine a new host key, and add it"));
  }

  private String where() {
    return login.destination().where();
  }

  private static String file(PublicKey key) {
    String type = KeyUtils.getKeyType(key);
    return type.contains("ed25519") ? "ed25519" : type.contains("ecdsa") ? "ecdsa" : "rsa";
  }
}
