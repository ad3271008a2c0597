package io.restitch.host.task;

/** Where the lines go that tasks print for people; secrets are removed before. */
@FunctionalInterface
public interface TaskOutput {
  /** Takes one line. */
  void line(String machine, String task, String line);
}
