package io.restitch.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of a file that grows, each given once, and only when it is whole. */
final class Tail {
  private final Path file;
  private long read;

  private Tail(Path file, long from) {
    this.file = file;
    this.read = from;
  }

  /** Every line, from the first. */
  static Tail all(Path file) {
    return new Tail(file, 0);
  }

  /** Lines that are written from now on. */
  static Tail fromNow(Path file) {
    return new Tail(file, file.toFile().length());
  }

  /** The lines that came since this was last asked. */
  List<String> more() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(read);
      byte[] bytes = new byte[(int) Math.min(in.length() - read, 64 << 20)];
      in.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(bytes, 0, end);
      read += end;
      return whole.toString(StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
