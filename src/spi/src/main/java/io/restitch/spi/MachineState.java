package io.restitch.spi;

/** Where a machine is in its life. */
public enum MachineState {
  /** Accepted by the cloud, not running yet. */
  PENDING,
  /** Powered on. */
  RUNNING,
  /** On its way down: to be stopped or deleted. */
  STOPPING,
  /** Powered off, its disks kept. */
  STOPPED,
  /** Deleted. */
  GONE;

  /** Whether the machine exists: everything but {@link #GONE}. */
  public boolean live() {
    return this != GONE;
  }

  /** Whether the cloud gives its word that nothing runs on this machine. */
  public boolean dead() {
    return this == STOPPED || this == GONE;
  }
}
