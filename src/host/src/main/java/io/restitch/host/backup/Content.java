package io.restitch.host.backup;

import java.io.IOException;
import java.io.OutputStream;

/** Something that writes itself, such as a file on a machine that is fetched. */
@FunctionalInterface
public interface Content {
  /**
   * Writes all of it, once.
   *
   * @throws IOException if it cannot be written
   * @throws io.restitch.core.problem.RestitchException if it cannot be had
   */
  void writeTo(OutputStream out) throws IOException;
}
