package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.ShellWord;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder on another host, mode 0700, of files with mode 0600. A file is sent under another name,
 * forced to the disk there, and moved into place once the host tells the same hash: a connection
 * that breaks looks to the host like the end of the file.
 */
final class RemotePlace implements Place {
  private static final int COMPLAINT = 4096;

  /** What a login shell prints for people comes before this line. */
  private static final String HELLO = "restitch-listens\n";

  private static final Pattern LISTED = Pattern.compile("(\\d{1,18}) ([^/]*)/(.+)");
  private static final Pattern SUMMED = Pattern.compile("(\\d{1,18})\\s+([0-9a-f]{64})\\b.*");
  private static final Content NOTHING = out -> {};

  private final Account account;
  private final RemoteFolder folder;

  RemotePlace(Account account, RemoteFolder folder) {
    this.account = account;
    this.folder = folder;
  }

  @Override
  public String at(String file) {
    return folder.shown() + (file.isEmpty() ? "" : "/" + file);
  }

  @Override
  public long freeBytes() {
    String[] lines = ask("backups cannot be written to", "", folder.making("df -Pk .")).split("\n");
    String[] fields = lines[lines.length - 1].strip().split("\\s+");
    try {
      return Long.parseLong(fields[Math.min(3, fields.length - 1)]) * 1024;
    } catch (NumberFormatException e) {
      // An odd df is no reason to refuse; a disk that is full says so when it is written to.
      return Long.MAX_VALUE;
    }
  }

  @Override
  public Stored keep(String draft, String file, Content content) {
    String half = ShellWord.quoted("." + draft);
    AtomicReference<@Nullable Stored> sent = new AtomicReference<>();
    try {
      send(file, half, hashed(content, sent));
      Stored stored = sent.get();
      if (stored == null) {
        throw failed("cannot write", file, "it could not be sent to its end");
      }
      ask(
          "cannot keep",
          file,
          folder.in(
              "test \"$(sha256sum <%s | cut -c1-64)\" = %s && mv -f -- %s %s && sync"
                  .formatted(half, stored.sha256(), half, ShellWord.quoted(file))));
      return stored;
    } catch (RestitchException e) {
      discard(half, e);
      throw e;
    }
  }

  private void send(String file, String half, Content content) {
    run(
        "cannot write",
        file,
        folder.making(
            "rm -f -- %s && cat >%s && { sync %s 2>/dev/null || sync; }".replace("%s", half)),
        content,
        OutputStream.nullOutputStream());
  }

  private static Content hashed(Content content, AtomicReference<@Nullable Stored> sent) {
    return out -> {
      Tracked tracked = new Tracked(out);
      Hashing hashing = new Hashing(tracked);
      content.writeTo(hashing);
      tracked.rethrow();
      sent.set(hashing.sum());
    };
  }

  private void discard(String half, RestitchException because) {
    try {
      ask("cannot remove", "", folder.in("rm -f -- " + half));
    } catch (RestitchException e) {
      // It does not count, and the next one of its name replaces it.
      because.addSuppressed(e);
    }
  }

  @Override
  public Map<String, Stamp> files() {
    String listed =
        ask(
            "cannot read",
            "",
            folder.ifThere(
                "for f in *; do test -f \"$f\" && stat -c '%s %y %Z %i/%n' -- \"$f\"; done; true"));
    Map<String, Stamp> found = new TreeMap<>();
    for (String line : listed.lines().toList()) {
      Matcher is = LISTED.matcher(line);
      if (is.matches()) {
        found.put(is.group(3), new Stamp(Long.parseLong(is.group(1)), is.group(2)));
      }
    }
    return found;
  }

  @Override
  public String read(String file) {
    return ask("cannot read", file, folder.in("cat -- " + ShellWord.quoted(file)));
  }

  @Override
  public Stored sum(String file) {
    String name = ShellWord.quoted(file);
    String told = ask("cannot read", file, folder.in("wc -c <" + name + " && sha256sum <" + name));
    Matcher is = SUMMED.matcher(told.strip());
    if (!is.matches()) {
      throw failed("cannot read", file, "its host does not tell its size and hash");
    }
    return new Stored(Long.parseLong(is.group(1)), is.group(2));
  }

  @Override
  public void remove(String file) {
    ask("cannot remove", file, folder.in("rm -f -- " + ShellWord.quoted(file)));
  }

  private String ask(String what, String file, String command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run(what, file, "echo " + HELLO.strip() + "; " + command, NOTHING, out);
    String answer = out.toString(StandardCharsets.UTF_8);
    int hello = answer.indexOf(HELLO);
    if (hello < 0) {
      throw failed(what, file, "its shell does not do what it is told");
    }
    return answer.substring(hello + HELLO.length());
  }

  private void run(String what, String file, String command, Content input, OutputStream out) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = account.run(command, input, out, err);
    if (status != 0) {
      throw failed(what, file, lastLine(err, status));
    }
  }

  private RestitchException failed(String what, String file, String why) {
    return new RestitchException(
        ErrorCode.LOCAL_DISK,
        what + " " + at(file) + ": " + why,
        "make room or give rights there" + Vault.ELSEWHERE);
  }

  private static String lastLine(ByteArrayOutputStream err, int status) {
    String text = err.toString(StandardCharsets.UTF_8).strip();
    String last = text.substring(text.lastIndexOf('\n') + 1).replaceAll("\\p{Cntrl}", " ");
    return last.isEmpty()
        ? "exit status " + status
        : last.substring(0, Math.min(COMPLAINT, last.length()));
  }
}
