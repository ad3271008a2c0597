package io.restitch.host.task;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.task.Shell.Reply;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs scripts on machines, one task at a time on each: detached, so that neither a lost connection
 * nor our own end stops one, and followed to their end (docs/host-tasks.md).
 */
public final class Tasks {
  /** A look reads from every member of etcd and lists all rules: longer than other commands. */
  private static final int LOOK = 3;

  private final Shell shell;
  private final Terms terms;
  private final TaskOutput output;
  private final InstantSource clock;
  private final Pause pause;
  private final Runnable stillOurs;
  private final Map<String, ReentrantLock> busy = new ConcurrentHashMap<>();

  /**
   * @param shell reaches machines
   * @param terms where tasks lie, and how long they may take
   * @param output where their lines for people go
   * @param clock wall time: a limit must count the time in which this machine slept
   * @param pause waits before a lost machine is called again
   * @param stillOurs asked before each start, which may come long after {@link #run} was called;
   *     throws if nothing may be started any more
   */
  public Tasks(
      Shell shell,
      Terms terms,
      TaskOutput output,
      InstantSource clock,
      Pause pause,
      Runnable stillOurs) {
    this.shell = shell;
    this.terms = terms;
    this.output = output;
    this.clock = clock;
    this.pause = pause;
    this.stillOurs = stillOurs;
  }

  /**
   * Runs a task to its end, or follows the one with the same text that runs there already. Waits
   * for other tasks on the machine; goes on following when the connection was lost; runs it again
   * when it died.
   *
   * @return what it printed on its stdout
   * @throws RestitchException if the machine cannot be entered, the task failed ({@code BLOCKED}
   *     where a person has to look, {@code TRANSIENT} where trying again may help), or it did not
   *     end in time
   */
  public String run(String machine, Script script) {
    ReentrantLock turn = busy.computeIfAbsent(machine, m -> new ReentrantLock());
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Following.stopped(machine, script, e);
    }
    try {
      Patience patience = new Patience(clock, pause);
      return new Following(shell, terms, machine, script, this::tell, patience, stillOurs)
          .toItsEnd();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Runs a script that only looks, at once and attached.
   *
   * @return what it printed on its stdout
   * @throws RestitchException as {@link #run}
   */
  public String look(String machine, Script script) {
    Reply reply = shell.run(machine, script.text(), terms.command().multipliedBy(LOOK));
    if (reply.status() != 0) {
      throw Failures.of(machine, script.name(), reply.status(), lastLine(reply.stderr()), "");
    }
    return reply.text();
  }

  /**
   * Reads a file on a machine, however large.
   *
   * @throws RestitchException as {@link #look}; some of it may have been written
   */
  public void fetch(String machine, String path, OutputStream to) {
    Reply reply = shell.run(machine, Fragments.print(path), terms.task(), to);
    if (reply.status() != 0) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND,
          "cannot read " + path + " on " + machine + ": " + lastLine(reply.stderr()),
          "");
    }
  }

  private void tell(String machine, Script script, String line) {
    output.line(machine, script.name(), line);
  }

  private static String lastLine(String text) {
    Lines lines = new Lines(line -> {});
    lines.take(text.getBytes(StandardCharsets.UTF_8));
    lines.end();
    return lines.last();
  }
}
