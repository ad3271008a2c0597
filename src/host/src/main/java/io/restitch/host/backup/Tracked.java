package io.restitch.host.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers why writing failed, and takes no more after that: whoever writes into it may be a
 * connection, for which the rest must not break too, and whose own failure would hide this one.
 */
final class Tracked extends FilterOutputStream {
  private @Nullable IOException failure;

  Tracked(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (failure != null) {
      return;
    }
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public void flush() {
    // Nothing is held back here.
  }

  /** Fails if writing has failed. */
  void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
