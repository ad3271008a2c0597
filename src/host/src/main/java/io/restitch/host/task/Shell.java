package io.restitch.host.task;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A root shell on machines. */
public interface Shell {

  /**
   * Lets a root shell run a script that it gets on its stdin, and waits for its end.
   *
   * @param machine the machine's name
   * @param script POSIX sh
   * @param limit how long it may take
   * @throws io.restitch.core.problem.RestitchException if the machine cannot be reached or entered
   *     ({@code UNREACHABLE}, {@code UNAUTHORIZED}, {@code BLOCKED}), root's rights are refused
   *     ({@code FORBIDDEN}), or the connection broke or took too long ({@code TRANSIENT}); the
   *     script may nevertheless have run
   */
  Reply run(String machine, String script, Duration limit);

  /** The same, but what it prints on stdout goes here, however much it is. */
  Reply run(String machine, String script, Duration limit, OutputStream stdout);

  /** How it ended. */
  final class Reply {
    private final int status;
    private final byte[] stdout;
    private final String stderr;

    /**
     * @param status exit status
     * @param stdout what it printed; empty if that went elsewhere
     * @param stderr what it complained about, as far as a limit
     */
    public Reply(int status, byte[] stdout, String stderr) {
      this.status = status;
      this.stdout = stdout.clone();
      this.stderr = stderr;
    }

    /** Exit status. */
    public int status() {
      return status;
    }

    /** What it printed; empty if that went elsewhere. */
    public byte[] stdout() {
      return stdout.clone();
    }

    /** What it printed, as text. */
    public String text() {
      return new String(stdout, StandardCharsets.UTF_8);
    }

    /** What it complained about, as far as a limit. */
    public String stderr() {
      return stderr;
    }
  }
}
