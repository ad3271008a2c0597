package io.restitch.spi;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a machine is made of: enough to make another one like it.
 *
 * @param machineId the machine this shape was read from; ignored by {@link MachineProvider#create}
 * @param type the cloud's machine type, such as {@code m6i.xlarge}
 * @param zone the failure domain, as {@code topology.kubernetes.io/zone} names it
 * @param image the cloud's image or template
 * @param settings what else this provider needs to know, under names of its own
 */
public record MachineShape(
    String machineId, String type, String zone, String image, Map<String, String> settings) {
  public MachineShape {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** The same shape in another failure domain. */
  public MachineShape inZone(String other) {
    return new MachineShape(machineId, type, other, image, settings);
  }
}
