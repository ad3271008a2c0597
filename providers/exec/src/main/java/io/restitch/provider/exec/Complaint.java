package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Words for a provider that broke the contract: which binary, which verb, what it did and the first
 * {@value #SHOWN} printable characters of what came. Never anything of the request.
 */
final class Complaint {
  private static final int SHOWN = 200;

  private final ProviderBinary binary;
  private final String verb;
  private final Secrets secrets;

  Complaint(ProviderBinary binary, String verb, Secrets secrets) {
    this.binary = binary;
    this.verb = verb;
    this.secrets = secrets;
  }

  /** It ran, but what it wrote is not a reply. A crash may pass; a wrong answer stays wrong. */
  ProviderException noReply(Answer answer, String problem) {
    String came = came(answer.output());
    return switch (answer.exit()) {
      case 0 -> failure(ProviderErrorCode.INVALID, problem + came, null);
      case 126, 127 ->
          failure(
              ProviderErrorCode.INVALID,
              "ended with status %d and no reply: is its interpreter installed and on PATH?%s"
                  .formatted(answer.exit(), lastLog(answer.lastLog())),
              null);
      default ->
          failure(
              ProviderErrorCode.TRANSIENT,
              "crashed (%s): %s%s%s"
                  .formatted(status(answer.exit()), problem, came, lastLog(answer.lastLog())),
              null);
    };
  }

  /** It answered well-formed JSON that does not say what the contract asks for. */
  ProviderException wrongReply(byte[] output, String problem) {
    return failure(ProviderErrorCode.INVALID, problem + came(output), null);
  }

  ProviderException oversized(byte[] output, int limit) {
    return failure(
        ProviderErrorCode.INVALID,
        "wrote more than %d MiB to stdout".formatted(limit >> 20) + came(output),
        null);
  }

  ProviderException hang(Duration limit, String lastLog) {
    return failure(
        ProviderErrorCode.TRANSIENT,
        "did not answer within %s and was ended%s".formatted(seconds(limit), lastLog(lastLog)),
        null);
  }

  ProviderException interrupted(InterruptedException cause) {
    return failure(ProviderErrorCode.TRANSIENT, "was ended, because restitch is stopping", cause);
  }

  ProviderException notStarted(Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    boolean beingWritten = why.contains("error=26");
    return failure(
        beingWritten ? ProviderErrorCode.TRANSIENT : ProviderErrorCode.INVALID,
        "could not be started: " + why,
        cause);
  }

  ProviderException unreadable(Throwable cause) {
    return failure(ProviderErrorCode.TRANSIENT, "could not be read from: " + cause, cause);
  }

  private ProviderException failure(
      ProviderErrorCode code, String what, @Nullable Throwable cause) {
    return new ProviderException(code, "%s %s %s".formatted(binary.path(), verb, what), cause);
  }

  private String came(byte[] output) {
    if (output.length == 0) {
      return "; it wrote nothing";
    }
    String text = secrets.withheldFrom(Printable.text(output, 64 * 1024));
    return "; it wrote: " + Printable.first(text, SHOWN);
  }

  private static String lastLog(String line) {
    return line.isEmpty() ? "" : "; its last log line: " + Printable.first(line, SHOWN);
  }

  private static String status(int exit) {
    return exit > 128 ? "signal " + (exit - 128) : "status " + exit;
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0
        ? limit.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.3f s", limit.toMillis() / 1000.0);
  }
}
