package io.restitch.host.backup;

import io.restitch.render.HostScript;
import java.io.OutputStream;

/** What backups need of machines. */
public interface Errands {
  /**
   * Runs a script as a task, to its end.
   *
   * @return what it printed on its stdout
   * @throws io.restitch.core.problem.RestitchException if it failed, or the machine cannot be
   *     entered
   */
  String run(String machine, HostScript script);

  /**
   * Reads a file.
   *
   * @throws io.restitch.core.problem.RestitchException if it cannot be read whole
   */
  void fetch(String machine, String path, OutputStream to);
}
