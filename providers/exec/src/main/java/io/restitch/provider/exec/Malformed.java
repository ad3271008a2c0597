package io.restitch.provider.exec;

/** A reply that is not shaped as the contract says; the message names the field. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Malformed(String message) {
    super(message);
  }
}
