package io.restitch.spi;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One machine to make.
 *
 * @param token idempotency token, 1–64 ASCII characters: one token, one machine
 * @param name the machine's name, a DNS-1123 label
 * @param shape what to make
 * @param join how the machine has to register in the cluster
 * @param tags to be set in the call that creates the machine, never after it
 */
public record MachineRequest(
    String token, String name, MachineShape shape, Join join, Map<String, String> tags) {
  public MachineRequest {
    if (token.isEmpty() || token.length() > 64) {
      throw new IllegalArgumentException("token must have 1 to 64 characters: " + token);
    }
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
