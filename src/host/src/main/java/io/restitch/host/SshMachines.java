package io.restitch.host;

import io.restitch.core.plan.Settings;
import io.restitch.host.ssh.RootShell;
import io.restitch.host.ssh.Surroundings;
import io.restitch.host.task.Tasks;
import io.restitch.host.task.Terms;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Machines over SSH: one connection to each, made when it is needed, and the tasks on them. */
public final class SshMachines implements AutoCloseable {
  private final SortedSet<String> names;
  private final RootShell shell;
  private final Tasks tasks;
  private volatile Consumer<String> listener = line -> {};
  private volatile Runnable guard = () -> {};

  /**
   * Connects to nothing yet.
   *
   * @param addresses where each is unless the settings say otherwise, by node name
   * @param clock wall time
   * @throws io.restitch.core.problem.RestitchException {@code BAD_SETTING} or {@code BAD_FILE} if
   *     the settings or the user's SSH configuration cannot be understood
   */
  public SshMachines(
      Settings.Hosts settings,
      SortedMap<String, String> addresses,
      Surroundings surroundings,
      InstantSource clock) {
    this(settings, addresses, surroundings, clock, Terms.ROOT);
  }

  /**
   * @param root the folder on a machine where tasks lie
   */
  SshMachines(
      Settings.Hosts settings,
      SortedMap<String, String> addresses,
      Surroundings surroundings,
      InstantSource clock,
      String root) {
    names = new TreeSet<>(addresses.keySet());
    shell = new RootShell(settings, addresses, surroundings);
    tasks =
        new Tasks(
            shell,
            new Terms(root, settings.taskTimeout(), settings.timeout()),
            (machine, task, line) -> listener.accept(machine + ": " + task + ": " + line),
            clock,
            Thread::sleep,
            () -> guard.run());
  }

  /** Runs tasks on them. */
  public Tasks tasks() {
    return tasks;
  }

  /** Their names. */
  SortedSet<String> names() {
    return names;
  }

  /** From now on this one hears what tasks print for people; nobody else does. */
  void tell(Consumer<String> said) {
    listener = said;
  }

  /** From now on this is asked before a task is started; see {@link Tasks}. */
  void guard(Runnable stillOurs) {
    guard = stillOurs;
  }

  /** Says something to whoever hears what tasks print. */
  public void say(String line) {
    listener.accept(line);
  }

  @Override
  public void close() {
    shell.close();
  }
}
