package io.restitch.core.workers;

/**
 * Why a machine is given up.
 *
 * @param reason what happened
 * @param remedy what a person can do before the next one is made, without a full stop
 */
record Why(String reason, String remedy) {
  /** Only the machine itself, or its cloud, knows more. */
  static Why of(String reason) {
    return new Why(reason, "look at the machine's console and the provider's limits");
  }
}
