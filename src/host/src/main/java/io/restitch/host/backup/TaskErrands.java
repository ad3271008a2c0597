package io.restitch.host.backup;

import io.restitch.host.RenderedScripts;
import io.restitch.host.task.Tasks;
import io.restitch.render.HostScript;
import java.io.OutputStream;

/** Errands as tasks: detached on the machine, and followed to their end. */
public final class TaskErrands implements Errands {
  private final Tasks tasks;

  public TaskErrands(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public String run(String machine, HostScript script) {
    return tasks.run(machine, RenderedScripts.script(script));
  }

  @Override
  public void fetch(String machine, String path, OutputStream to) {
    tasks.fetch(machine, path, to);
  }
}
