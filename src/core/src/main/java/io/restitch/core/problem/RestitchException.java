package io.restitch.core.problem;

import org.jspecify.annotations.Nullable;

/** The one exception of restitch: it names the thing that is wrong and the way out. */
public final class RestitchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String remedy;

  public RestitchException(ErrorCode code, String message, String remedy) {
    this(code, message, remedy, null);
  }

  public RestitchException(
      ErrorCode code, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.remedy = remedy;
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** What a person can do about it; may be empty. */
  public String remedy() {
    return remedy;
  }

  /** The message; an exception made here always has one. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.name() : message;
  }
}
