package io.restitch.host.backup;

import java.io.OutputStream;

/** An account on another host, reached over SSH. */
public interface Account {
  /**
   * Runs a command there.
   *
   * @param command for the account's shell, POSIX; other users of the host can see it
   * @param input its stdin
   * @param out takes its stdout
   * @param err takes its stderr
   * @return its exit status
   * @throws io.restitch.core.problem.RestitchException if the host cannot be reached or entered, or
   *     the connection broke; the command may nevertheless have run, with a part of its input
   */
  int run(String command, Content input, OutputStream out, OutputStream err);
}
