package io.restitch.spi;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A snapshot of one volume.
 *
 * @param id the cloud's id
 * @param machineId the machine whose volume it is
 * @param state how far it is
 * @param sizeBytes size as the cloud reports it; 0 while unknown
 * @param createdAt the point in time it shows
 * @param tags tags in the cloud
 */
public record Snapshot(
    String id,
    String machineId,
    State state,
    long sizeBytes,
    Instant createdAt,
    Map<String, String> tags) {
  public Snapshot {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** How far a snapshot is. */
  public enum State {
    PENDING,
    COMPLETED,
    FAILED
  }
}
