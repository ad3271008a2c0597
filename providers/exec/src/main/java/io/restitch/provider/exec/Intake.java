package io.restitch.provider.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Takes in a stream up to a limit, and tells at any time what came so far. */
final class Intake {
  private final int limit;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Intake(int limit) {
    this.limit = limit;
  }

  /** Reads to the end of the stream, or until there is more than the limit allows. */
  void drain(InputStream stream) {
    byte[] block = new byte[16 * 1024];
    try {
      for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
        if (overflowsWith(block, read)) {
          return;
        }
      }
    } catch (IOException e) {
      // The process was destroyed: what it wrote until then is all there is.
    }
  }

  /** Whether more came than the limit allows. */
  synchronized boolean overflowed() {
    return bytes.size() > limit;
  }

  synchronized byte[] soFar() {
    return bytes.toByteArray();
  }

  private synchronized boolean overflowsWith(byte[] block, int length) {
    bytes.write(block, 0, length);
    return bytes.size() > limit;
  }
}
