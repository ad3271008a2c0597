package io.restitch.spi;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A machine as the cloud shows it.
 *
 * @param id the cloud's id, unique for ever
 * @param name the machine's name
 * @param token the token it was made with; empty if restitch did not make it
 * @param state where it is in its life
 * @param zone failure domain
 * @param type machine type
 * @param providerId what a Node on this machine carries as {@code spec.providerID}; may be empty
 * @param addresses addresses a Node on this machine may carry as InternalIP
 * @param tags tags or labels in the cloud
 * @param createdAt when the cloud accepted it
 * @param note what a person has to do before it comes or goes; empty if nothing
 */
public record Machine(
    String id,
    String name,
    String token,
    MachineState state,
    String zone,
    String type,
    String providerId,
    List<String> addresses,
    Map<String, String> tags,
    Instant createdAt,
    String note) {
  public Machine {
    addresses = List.copyOf(addresses);
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** The same machine in another state; what is to be done about it then is not known yet. */
  public Machine in(MachineState other) {
    return new Machine(
        id, name, token, other, zone, type, providerId, addresses, tags, createdAt, "");
  }
}
