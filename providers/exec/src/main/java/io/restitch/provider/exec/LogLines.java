package io.restitch.provider.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Forwards a provider's stderr to the log, line by line.
 *
 * <p>At most {@value #MOST_LINES} lines of {@value #LONGEST_LINE} characters per call are logged;
 * the rest is read and dropped, so that a chatty provider neither blocks nor fills the log. Lines
 * that repeat a secret are withheld.
 */
final class LogLines {
  private static final int MOST_LINES = 500;
  private static final int LONGEST_LINE = 500;
  private static final int LONGEST_SEEN = 8 * 1024;

  private final Logger logger;
  private final Secrets secrets;
  private final Consumer<String> watch;
  private int lines;
  private volatile String last = "";

  LogLines(Logger logger, Secrets secrets, Consumer<String> watch) {
    this.logger = logger;
    this.secrets = secrets;
    this.watch = watch;
  }

  /** Reads to the end of the stream, or until it is closed. */
  void drain(InputStream stderr) {
    StringBuilder line = new StringBuilder();
    try (Reader reader = new InputStreamReader(stderr, StandardCharsets.UTF_8)) {
      char[] block = new char[4096];
      for (int read = reader.read(block); read >= 0; read = reader.read(block)) {
        for (int i = 0; i < read; i++) {
          if (block[i] == '\n') {
            end(line);
          } else if (line.length() < LONGEST_SEEN) {
            line.append(block[i]);
          }
        }
      }
    } catch (IOException e) {
      // The process was destroyed: what it said until then is all there is.
    }
    end(line);
  }

  /** The last line so far, fit for a message; empty if none. */
  String last() {
    return last;
  }

  private void end(StringBuilder line) {
    String whole = line.toString();
    line.setLength(0);
    watch.accept(whole);
    String shown = Printable.first(secrets.withheldFrom(whole), LONGEST_LINE);
    if (shown.isEmpty()) {
      return;
    }
    last = shown;
    lines++;
    if (lines <= MOST_LINES) {
      logger.info("{}", shown);
    } else if (lines == MOST_LINES + 1) {
      logger.info("(more than {} lines in one call: the rest is dropped)", MOST_LINES);
    }
  }
}
