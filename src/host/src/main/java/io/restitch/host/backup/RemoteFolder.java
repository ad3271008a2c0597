package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.ShellWord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder on another host, as {@code backup.to} names it: {@code ssh://[user@]host[:port]/path};
 * {@code /~/path} is below the user's home.
 *
 * @param host {@code [user@]host[:port]}
 * @param path as the host's shell finds it, not quoted
 */
public record RemoteFolder(String host, String path) {
  private static final Pattern FORM =
      Pattern.compile(
          "ssh://((?:[^@/:\\s]+@)?(?:\\[[^\\]/\\s]+\\]|[^@/:\\s]+)(?::\\d{1,5})?)(/[^\\p{Cntrl}]*)");

  /** Whether a place is on another host. */
  static boolean is(String to) {
    return to.startsWith("ssh:");
  }

  /**
   * Reads it.
   *
   * @throws RestitchException {@code BAD_SETTING} if it has another form
   */
  static RemoteFolder parse(String to) {
    Matcher found = FORM.matcher(to);
    if (!found.matches() || found.group(2).replace("/", "").isEmpty()) {
      // Not the text itself: people write passwords into addresses.
      throw new RestitchException(
          ErrorCode.BAD_SETTING,
          "backup.to is not ssh://[user@]host[:port]/path",
          "write it as in ssh://ops@10.0.0.5:22/var/backups/restitch, without a password");
    }
    String path = found.group(2).replaceAll("/+$", "");
    return new RemoteFolder(found.group(1), path.startsWith("/~/") ? path.substring(3) : path);
  }

  /** For people. */
  String shown() {
    return "ssh://" + host + (path.startsWith("/") ? "" : "/~/") + path;
  }

  /** A command that runs in it. */
  String in(String command) {
    return "umask 077; cd -- " + ShellWord.quoted(path) + " && " + command;
  }

  /** The same, and the folder is made if it is not there. */
  String making(String command) {
    return "umask 077; mkdir -p -- "
        + ShellWord.quoted(path)
        + " && cd -- "
        + ShellWord.quoted(path)
        + " && "
        + command;
  }

  /** The same, and nothing if it is not there. */
  String ifThere(String command) {
    return "test -e " + ShellWord.quoted(path) + " || exit 0; " + in(command);
  }
}
