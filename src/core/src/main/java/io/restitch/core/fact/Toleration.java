package io.restitch.core.fact;

/**
 * A pod's toleration, as the Kubernetes API defines it.
 *
 * @param key empty matches every key (with {@code exists})
 * @param exists whether the operator is {@code Exists}; otherwise {@code Equal}
 * @param value value for {@code Equal}
 * @param effect empty matches every effect
 */
public record Toleration(String key, boolean exists, String value, String effect) {

  /** Whether this toleration covers the taint. */
  public boolean tolerates(Taint taint) {
    return (effect.isEmpty() || effect.equals(taint.effect()))
        && (key.isEmpty() ? exists : key.equals(taint.key()))
        && (exists || value.equals(taint.value()));
  }
}
