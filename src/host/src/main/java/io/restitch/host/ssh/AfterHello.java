package io.restitch.host.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Lets through what comes after a line that ends with a hello and a name. */
final class AfterHello extends OutputStream {
  /** A login shell's greeting may be long, but not endless. */
  private static final int MOST = 64 * 1024;

  private final String hello;
  private final OutputStream rest;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile String name = "";

  AfterHello(String hello, OutputStream rest) {
    this.hello = hello;
    this.rest = rest;
  }

  /** Who said hello; empty if nobody did. */
  String name() {
    return name;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    while (at < offset + length && name.isEmpty()) {
      take(bytes[at]);
      at++;
    }
    if (at < offset + length) {
      rest.write(bytes, at, offset + length - at);
    }
  }

  private void take(byte b) {
    if (b != '\n') {
      if (line.size() < MOST) {
        line.write(b);
      }
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    int found = text.lastIndexOf(hello);
    if (found >= 0) {
      name = text.substring(found + hello.length()).strip();
    }
    line.reset();
  }
}
