package io.restitch.host.ssh;

import java.io.IOException;
import java.io.OutputStream;

/** What a command reads. */
@FunctionalInterface
public interface Input {
  /**
   * Writes all of it, once.
   *
   * @throws IOException if the command does not take it any more
   */
  void writeTo(OutputStream in) throws IOException;
}
