package io.restitch.spi;

/** What went wrong in a cloud, as far as it decides what to do next. */
public enum ProviderErrorCode {
  /** No room for this shape in this zone now; another zone or shape may work. */
  CAPACITY(false),
  /** The account's limit is reached; another zone does not help. */
  QUOTA(false),
  /** Too many calls; the same call later works. */
  THROTTLED(true),
  /** No such thing, or not visible yet. */
  NOT_FOUND(false),
  /** It exists already, with other parameters or another owner. */
  CONFLICT(false),
  /** Credentials absent, expired or without the right. */
  PERMISSION(false),
  /** The request can never work as it is. */
  INVALID(false),
  /** Anything that may pass by itself: a 500, a timeout, a cut connection. */
  TRANSIENT(true);

  private final boolean retryable;

  ProviderErrorCode(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether the very same call may be sent again. */
  public boolean retryable() {
    return retryable;
  }
}
