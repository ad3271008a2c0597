package io.restitch.host.task;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * One task on one machine, from its start to its end.
 *
 * <ol>
 *   <li>It is started, unless it runs there already. While another task runs there, it is tried
 *       again.
 *   <li>Its output is read until it is done. A lost machine is called again: the task goes on.
 *   <li>If it died without a status, it is started again, a few times.
 *   <li>What it printed on stdout is read.
 * </ol>
 */
final class Following {
  private static final int LIVES = 4;
  private static final int PIECE = 64 * 1024;

  /** What a machine may need beyond a task's limit: to end it, and to come back after a boot. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(5);

  /** Takes lines for people. */
  @FunctionalInterface
  interface Telling {
    void tell(String machine, Script script, String line);
  }

  private final Shell shell;
  private final Terms terms;
  private final String machine;
  private final Script script;
  private final Telling telling;
  private final Patience patience;
  private final Runnable stillOurs;
  private final Fragments fragments;
  private Lines lines;

  Following(
      Shell shell,
      Terms terms,
      String machine,
      Script script,
      Telling telling,
      Patience patience,
      Runnable stillOurs) {
    this.shell = shell;
    this.terms = terms;
    this.machine = machine;
    this.script = script;
    this.telling = telling;
    this.patience = patience;
    this.stillOurs = stillOurs;
    this.fragments = new Fragments(terms.root());
    this.lines = new Lines(this::tell);
  }

  String toItsEnd() {
    try {
      for (int life = 1; life <= LIVES; life++) {
        start(life);
        Progress end = follow();
        if (end.state() == Progress.State.DONE) {
          return result(end.status());
        }
        tell(
            end.state() == Progress.State.DIED
                ? "it died: the machine lost power, or someone killed it"
                : "its folder on the machine is gone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped(machine, script, e);
    }
    throw new RestitchException(
        ErrorCode.BLOCKED,
        script.name() + " died " + LIVES + " times on " + machine + said(),
        "look what kills it there (out of memory?); " + whereOutputIs());
  }

  static RestitchException stopped(String machine, Script script, InterruptedException e) {
    return new RestitchException(
        ErrorCode.TRANSIENT,
        "stopped; " + script.name() + " may go on on " + machine,
        "the next run finds it there",
        e);
  }

  /** The first call of all is not patient: a machine that cannot be entered is said at once. */
  private void start(int life) throws InterruptedException {
    String call = UUID.randomUUID().toString();
    String starter = fragments.start(script, call, terms.task());
    Instant deadline = patience.in(terms.task().plus(GRACE));
    boolean told = false;
    while (true) {
      String answer = life == 1 ? ask(starter) : askPatiently(deadline, starter);
      String[] words = answer.strip().split(" ");
      switch (words[0]) {
        case "started", "running" -> {
          if (words[0].equals("running")) {
            tell("it runs there already");
          }
          lines = new Lines(this::tell);
          return;
        }
        case "missing" -> throw missing(words);
        case "busy" -> {
          String other = words.length > 1 ? words[1] : "another task";
          if (patience.over(deadline)) {
            throw new RestitchException(
                ErrorCode.TRANSIENT,
                script.name() + " has to wait on " + machine + ": " + other + " runs there",
                "");
          }
          if (!told) {
            tell("waits for " + other);
            told = true;
          }
          patience.rest();
        }
        default -> throw Progress.garbled(machine, answer);
      }
    }
  }

  private String ask(String starter) {
    try {
      return text(started(starter));
    } catch (RestitchException e) {
      if (e.code() != ErrorCode.TRANSIENT) {
        throw e;
      }
      // The reply was lost, not the machine. The same call never starts it twice.
      return text(started(starter));
    }
  }

  private Reply started(String starter) {
    stillOurs.run();
    return shell.run(machine, starter, terms.command());
  }

  private String askPatiently(Instant deadline, String starter) throws InterruptedException {
    return text(patience.until(deadline, () -> started(starter), this::tellLost));
  }

  private Progress follow() throws InterruptedException {
    Instant deadline = patience.in(terms.task().plus(GRACE));
    while (true) {
      Reply reply = patience.until(deadline, this::question, this::tellLost);
      byte[] answer = reply.stdout();
      int head = endOfLine(answer);
      Progress progress = Progress.of(new String(answer, 0, head, StandardCharsets.UTF_8), machine);
      byte[] piece = Arrays.copyOfRange(answer, Math.min(head + 1, answer.length), answer.length);
      lines.take(piece);
      if (progress.state() != Progress.State.RUNNING && piece.length < PIECE) {
        lines.end();
        return progress;
      }
      if (patience.over(deadline)) {
        throw new RestitchException(
            ErrorCode.TRANSIENT,
            script.name() + " on " + machine + " has not ended in " + words(terms.task()) + said(),
            whereOutputIs());
      }
    }
  }

  private Reply question() {
    Duration half = terms.command().dividedBy(2);
    Duration wait = half.compareTo(LONGEST_QUESTION) > 0 ? LONGEST_QUESTION : half;
    Reply reply =
        shell.run(
            machine,
            fragments.follow(script.id(), lines.bytes(), wait),
            terms.command().plus(wait));
    if (endOfLine(reply.stdout()) == 0) {
      throw Progress.garbled(machine, reply.stderr());
    }
    return reply;
  }

  private String result(int status) throws InterruptedException {
    if (status != 0) {
      throw Failures.of(machine, script.name(), status, lines.last(), whereOutputIs());
    }
    Instant deadline = patience.in(GRACE);
    Reply reply =
        patience.until(
            deadline,
            () -> shell.run(machine, fragments.result(script.id()), terms.command()),
            this::tellLost);
    return text(reply);
  }

  private String text(Reply reply) {
    if (reply.status() != 0) {
      throw Progress.garbled(machine, reply.text() + " " + reply.stderr());
    }
    return reply.text();
  }

  private RestitchException missing(String[] words) {
    return new RestitchException(
        ErrorCode.BLOCKED,
        machine + " has no " + (words.length > 1 ? words[1] : "tool that is needed"),
        "install util-linux and coreutils on it");
  }

  private void tellLost(RestitchException e) {
    tell("out of reach: " + e.getMessage() + "; it is called again, what runs there goes on");
  }

  private void tell(String line) {
    telling.tell(machine, script, line);
  }

  private String said() {
    return lines.last().isEmpty() ? "" : "; its last words: " + lines.last();
  }

  private String whereOutputIs() {
    return "all it said is in " + fragments.output(script.id()) + " on " + machine;
  }

  private static String words(Duration limit) {
    return limit.toSeconds() + " s";
  }

  private static int endOfLine(byte[] answer) {
    for (int i = 0; i < answer.length; i++) {
      if (answer[i] == '\n') {
        return i;
      }
    }
    return 0;
  }
}
