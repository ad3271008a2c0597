package io.restitch.engine.document;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong with a document, so that it is told at once. */
final class Problems {
  private final List<String> lines = new ArrayList<>();
  private boolean inFile;

  /**
   * One more.
   *
   * @param at where: line and column, or a flag; may be empty
   * @param path which value, such as {@code spec.workers.surge}; may be empty
   * @param what what is wrong
   * @param remedy what to write instead
   */
  void add(String at, String path, String what, String remedy) {
    StringBuilder line = new StringBuilder();
    if (!path.isEmpty()) {
      line.append(path);
    }
    if (!at.isEmpty()) {
      line.append(path.isEmpty() ? at : " (" + at + ")");
    }
    if (!line.isEmpty()) {
      line.append(": ");
    }
    line.append(what);
    if (!remedy.isEmpty()) {
      line.append("; ").append(remedy);
    }
    lines.add(line.toString());
    inFile |= !at.startsWith("--") && !at.startsWith("RESTITCH_");
  }

  /** Whether nothing is wrong. */
  boolean none() {
    return lines.isEmpty();
  }

  /** What is wrong, one line each. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Fails if anything is wrong.
   *
   * @param source the file's name
   * @throws RestitchException {@code BAD_FILE}, or {@code BAD_USAGE} if all that is wrong was said
   *     on the command line or in the environment
   */
  void refuse(String source) {
    if (none()) {
      return;
    }
    String where = inFile ? source : "the command line";
    String message =
        lines.size() == 1
            ? where + ": " + lines.getFirst()
            : where + " has " + lines.size() + " problems:\n  " + String.join("\n  ", lines);
    throw new RestitchException(
        inFile ? ErrorCode.BAD_FILE : ErrorCode.BAD_USAGE,
        message,
        "`restitch schema` prints all that may be written there");
  }
}
