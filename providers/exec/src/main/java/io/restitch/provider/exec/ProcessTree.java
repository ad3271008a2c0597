package io.restitch.provider.exec;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process and everything it started. */
final class ProcessTree {
  private ProcessTree() {}

  /**
   * Ends a process that still runs, with its descendants: first the parent, so that it starts no
   * others. Does nothing to one that has ended, and waits at most 5 s for the kernel.
   */
  static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    for (ProcessHandle descendant : descendants) {
      descendant.descendants().forEach(ProcessHandle::destroyForcibly);
      descendant.destroyForcibly();
    }
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
