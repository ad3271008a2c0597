package io.restitch.host.testing;

import io.restitch.host.task.TaskOutput;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the lines that tasks printed for people. */
public final class Heard implements TaskOutput {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void line(String machine, String task, String line) {
    lines.add(line);
  }

  /** All so far. */
  public List<String> lines() {
    return lines;
  }
}
