package io.restitch.spi;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one way in which a provider fails. The cloud's own words are kept in the message. */
public final class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProviderErrorCode code;
  private final @Nullable Duration retryAfter;

  public ProviderException(ProviderErrorCode code, String message) {
    this(code, message, null, null);
  }

  public ProviderException(ProviderErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, null);
  }

  public ProviderException(
      ProviderErrorCode code,
      String message,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    super(message, cause);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** What kind of failure this is. */
  public ProviderErrorCode code() {
    return code;
  }

  /** How long the cloud asked us to wait, if it did. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
