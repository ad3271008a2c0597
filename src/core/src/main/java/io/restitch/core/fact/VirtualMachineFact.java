package io.restitch.core.fact;

import java.util.Locale;
import java.util.Optional;

/**
 * A virtual machine that runs: KubeVirt's VirtualMachineInstance, and the VirtualMachine that it is
 * of.
 *
 * @param ref namespace and name
 * @param node where it runs; empty if it does not yet
 * @param strategy what its eviction brings about
 * @param obstacle why it cannot be live-migrated; empty if it can
 * @param bridged whether its guest sits on the pod network by a bridge, with the pod's own address
 * @param runStrategy {@code runStrategy} of its VirtualMachine; empty if it has none
 */
public record VirtualMachineFact(
    ObjectRef ref,
    String node,
    Strategy strategy,
    String obstacle,
    boolean bridged,
    String runStrategy) {

  /**
   * What the eviction of a virtual machine's pod brings about (kubevirt.io/v1, EvictionStrategy).
   */
  public enum Strategy {
    /** It is shut down. */
    NONE,
    /** It is live-migrated; if it cannot be, the eviction is refused for ever. */
    LIVE_MIGRATE,
    /** It is live-migrated, or shut down if it cannot be. */
    LIVE_MIGRATE_IF_POSSIBLE,
    /** Somebody else has to move it; the eviction is refused until he has. */
    EXTERNAL;

    /** The strategy of this name, if there is one. */
    public static Optional<Strategy> of(String name) {
      for (Strategy strategy : values()) {
        if (strategy.name().replace("_", "").equals(name.toUpperCase(Locale.ROOT))) {
          return Optional.of(strategy);
        }
      }
      return Optional.empty();
    }
  }

  /** Whether it can be live-migrated. */
  public boolean migratable() {
    return obstacle.isEmpty();
  }

  /** Whether something starts it again after it was shut down. */
  public boolean restarts() {
    return runStrategy.equals("Always") || runStrategy.equals("RerunOnFailure");
  }
}
