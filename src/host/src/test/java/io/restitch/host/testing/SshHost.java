package io.restitch.host.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * A machine that is entered by SSH, on loopback. Commands really run, by this machine's shell, with
 * stand-ins for {@code sudo} and {@code id} so that no test needs root.
 */
public final class SshHost implements AutoCloseable {
  /** As root sees it. */
  public static final String SUDO = "[ \"$1\" = -n ] || exit 99; shift; exec \"$@\"";

  /** As a user without rights sees it. */
  public static final String NO_SUDO = "echo 'sudo: a password is required' >&2; exit 1";

  private final SshServer server = SshServer.setUpDefaultServer();
  private final Path bin;
  private final Set<String> let = ConcurrentHashMap.newKeySet();
  private final AtomicInteger logins = new AtomicInteger();
  private volatile String greeting = "";

  /**
   * A running one, on a free port.
   *
   * @param folder for its stand-ins
   * @param hostKeys what it shows who it is with
   */
  public SshHost(Path folder, KeyPair... hostKeys) throws IOException {
    bin = Files.createDirectories(folder);
    tool("id", "echo 0");
    tool("sudo", SUDO);
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(List.of(hostKeys)));
    server.setPublickeyAuthenticator((user, key, session) -> let.contains(user + name(key)));
    server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    server.setCommandFactory((channel, command) ->
        new ProcessShellFactory(prologue() + command, "sh").createShell(channel));
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
              logins.incrementAndGet();
            }
          }
        });
    server.start();
  }

  /** Lets a user in with this key. */
  public SshHost lets(String user, KeyPair key) {
    let.add(user + name(key.getPublic()));
    return this;
  }

  /** Its port, on 127.0.0.1. */
  public int port() {
    return server.getPort();
  }

  /** Makes a command of this shell script. */
  public void tool(String name, String script) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What its login shell prints before anything else. */
  public void greets(String line) {
    greeting = "echo '" + line + "'; ";
  }

  /** Ends all connections, as a broken network does. */
  public void cut() {
    server.getActiveSessions().forEach((AbstractSession s) -> s.close(true));
  }

  /** How many connections are open. */
  public int connections() {
    return server.getActiveSessions().size();
  }

  /** How often somebody was let in. */
  public int logins() {
    return logins.get();
  }

  /** The same machine after a boot: another server on the same port. */
  public void close(boolean now) throws IOException {
    server.stop(now);
  }

  @Override
  public void close() throws IOException {
    close(true);
  }

  private String prologue() {
    return "PATH=" + bin + ":$PATH; " + greeting;
  }

  private static String name(PublicKey key) {
    return " " + KeyUtils.getFingerPrint(key);
  }
}
