package io.restitch.cluster.watch;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Cuts a stream of bytes into lines; asks for more only when most were taken. */
final class Lines implements AsyncBody.Consumer<List<ByteBuffer>> {
  /** What a line queue holds at its end. */
  static final String END = "";

  private static final int PLENTY = 512;

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

  @Override
  public void consume(List<ByteBuffer> chunk, AsyncBody body) throws InterruptedException {
    for (ByteBuffer bytes : chunk) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (b == '\n') {
          finishLine();
        } else {
          partial.write(b);
        }
      }
    }
    while (lines.size() > PLENTY) {
      Thread.sleep(5);
    }
    body.consume();
  }

  private void finishLine() {
    if (partial.size() > 0) {
      lines.add(partial.toString(StandardCharsets.UTF_8));
      partial.reset();
    }
  }

  void end() {
    lines.add(END);
  }

  /** The next line; {@link #END} at the end; nothing if none came in time. */
  Optional<String> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
  }
}
