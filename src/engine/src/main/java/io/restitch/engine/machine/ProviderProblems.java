package io.restitch.engine.machine;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.spi.ProviderException;

/** A provider's failures in the engine's words, each with its way out. */
public final class ProviderProblems {
  private ProviderProblems() {}

  /**
   * A failure outside of a run, where nobody tries again by himself.
   *
   * @param provider the provider's name
   * @param what what was asked for
   */
  public static RestitchException silent(String provider, String what, ProviderException e) {
    return new RestitchException(
        ErrorCode.PROVIDER,
        "provider " + provider + " could not " + what + ": " + e.getMessage(),
        "`restitch provider test "
            + provider
            + "` shows more; spec.provider.timeout is the limit of one call",
        e);
  }

  /**
   * The same failure.
   *
   * @param provider the provider's name
   * @param what what was asked for, such as {@code create machine worker-7}
   */
  public static RestitchException translate(String provider, String what, ProviderException e) {
    ErrorCode code =
        switch (e.code()) {
          case THROTTLED, TRANSIENT -> ErrorCode.TRANSIENT;
          case NOT_FOUND -> ErrorCode.NOT_FOUND;
          case CONFLICT -> ErrorCode.CONFLICT;
          case CAPACITY -> ErrorCode.NO_CAPACITY;
          case QUOTA, PERMISSION, INVALID -> ErrorCode.PROVIDER;
        };
    String remedy =
        switch (e.code()) {
          case CAPACITY -> "another zone or shape may have room; it is tried by itself";
          case QUOTA -> "raise the account's limit, or lower workers.surge";
          case THROTTLED, TRANSIENT -> "it is tried again by itself";
          case NOT_FOUND -> "see whether someone else deleted it";
          case CONFLICT -> "see who made the thing of that name, and rename or remove it";
          case PERMISSION -> "give the provider's credentials this right, or renew them";
          case INVALID ->
              "correct spec.provider in restitch.yaml; `restitch provider test "
                  + provider
                  + "` shows more";
        };
    return new RestitchException(
        code, "provider " + provider + " could not " + what + ": " + e.getMessage(), remedy, e);
  }
}
