package io.restitch.host.ssh;

import java.io.ByteArrayOutputStream;

/** Keeps the first bytes of what comes, and drops the rest. */
final class Capped extends ByteArrayOutputStream {
  private final int most;

  Capped(int most) {
    this.most = most;
  }

  @Override
  public synchronized void write(int b) {
    if (count < most) {
      super.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    super.write(bytes, offset, Math.min(length, most - count));
  }
}
