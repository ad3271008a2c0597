package io.restitch.host;

import io.restitch.core.problem.RestitchException;
import io.restitch.render.HostScript;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What restitch keeps on machines, once nobody needs it any more. */
public final class MachineTraces {
  private final SshMachines ssh;

  public MachineTraces(SshMachines ssh) {
    this.ssh = ssh;
  }

  /**
   * Removes it from every machine, one after the other. One that cannot be entered ends this; those
   * before it are done, and it can be run again.
   *
   * @return folders that are gone, by machine
   * @throws RestitchException as {@link io.restitch.host.task.Tasks#look}; while a task runs there,
   *     {@code TRANSIENT}
   */
  public SortedMap<String, List<String>> remove() {
    SortedMap<String, List<String>> gone = new TreeMap<>();
    for (String machine : ssh.names()) {
      String printed = ssh.tasks().look(machine, RenderedScripts.script(new HostScript.Forget()));
      gone.put(machine, printed.lines().toList());
    }
    return gone;
  }
}
