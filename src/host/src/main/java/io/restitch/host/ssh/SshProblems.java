package io.restitch.host.ssh;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.jspecify.annotations.Nullable;

/** Names what went wrong on the way to a machine, and the way out. */
final class SshProblems {
  private static final int SHOWN = 500;

  private SshProblems() {}

  /** A machine that did not let us in. */
  static RestitchException closed(Destination to, Login login, Exception e, Duration limit) {
    if (e instanceof RestitchException known) {
      return known;
    }
    if (login.refused().isPresent()) {
      return login.refused().get();
    }
    if (has(e, UnknownHostException.class) || has(e, UnresolvedAddressException.class)) {
      return new RestitchException(
          ErrorCode.UNREACHABLE,
          "there is no address for " + to.where(),
          "give the machine's address under hosts.at",
          e);
    }
    if (has(e, NoRouteToHostException.class)) {
      return unreachable(to, "there is no route to it", e);
    }
    if (has(e, ConnectException.class)) {
      return new RestitchException(
          ErrorCode.UNREACHABLE,
          to.where() + " refuses connections",
          "is sshd running there, and is that its port (hosts.port, hosts.at)?",
          e);
    }
    if (has(e, TimeoutException.class)) {
      return unreachable(to, "no answer in " + limit.toSeconds() + " s", e);
    }
    if (loginFailed(e)) {
      return new RestitchException(
          ErrorCode.UNAUTHORIZED,
          to.where() + " does not let " + to.user() + " in; tried " + login.tried(),
          "'ssh -p "
              + to.port()
              + " "
              + to.user()
              + "@"
              + to.address()
              + "' must work without a"
              + " question: is that the right user (hosts.user), and is one of these keys in its"
              + " authorized_keys?",
          e);
    }
    return new RestitchException(
        ErrorCode.UNREACHABLE,
        to.where() + " ended the connection before the login: " + reason(e),
        "does sshd answer on that port (hosts.port, hosts.at)?",
        e);
  }

  /** A connection that broke while a command ran. */
  static RestitchException broken(Destination to, Exception e) {
    return new RestitchException(
        ErrorCode.TRANSIENT, "the connection to " + to.where() + " broke: " + reason(e), "", e);
  }

  /** A command that ended without a status. */
  static RestitchException lost(Destination to, @Nullable String signal) {
    return new RestitchException(
        ErrorCode.TRANSIENT,
        signal == null
            ? "the connection to " + to.where() + " was lost"
            : "a command on " + to.where() + " was killed by SIG" + signal,
        "");
  }

  /** A command that took too long. */
  static RestitchException late(Destination to, Duration limit) {
    return new RestitchException(
        ErrorCode.TRANSIENT,
        to.where() + " did not do a command in " + limit.toSeconds() + " s",
        "look what slows it down, or raise hosts.timeout; for files, hosts.taskTimeout");
  }

  static RestitchException stopped(Destination to, Exception e) {
    return new RestitchException(
        ErrorCode.TRANSIENT, "stopped while waiting for " + to.where(), "", e);
  }

  /**
   * A root shell that did not come about.
   *
   * @param complaint what the machine printed: foreign text
   */
  static RestitchException notRoot(Destination to, String complaint) {
    String why = shown(complaint);
    return new RestitchException(
        ErrorCode.FORBIDDEN,
        to.user() + " may not become root on " + to.where() + (why.isEmpty() ? "" : ": " + why),
        "let it run sh as root without a password ('"
            + to.user()
            + " ALL=(root) NOPASSWD: ALL' in a file in /etc/sudoers.d), or log in as root"
            + " (hosts.user)");
  }

  /** On one line, cut, and without what would move a cursor. */
  private static String shown(String foreign) {
    String line =
        foreign
            .lines()
            .map(l -> l.replaceAll("\\p{Cntrl}", " ").strip())
            .filter(l -> !l.isEmpty())
            .collect(Collectors.joining("; "));
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }

  private static RestitchException unreachable(Destination to, String why, Exception e) {
    return new RestitchException(
        ErrorCode.UNREACHABLE,
        to.where() + " cannot be reached: " + why,
        "is the machine up, and does a firewall let you through? Behind a bastion, name it under"
            + " hosts.jump",
        e);
  }

  private static boolean loginFailed(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SshException ssh
          && (ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
              || ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_AUTH_CANCELLED_BY_USER
              || text(ssh).contains("authentication"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Throwable e, Class<? extends Throwable> kind) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    return text(root);
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
