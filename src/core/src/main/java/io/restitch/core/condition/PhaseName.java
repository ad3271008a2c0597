package io.restitch.core.condition;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The phases of a migration, in order. Each is a condition of the record. */
public enum PhaseName {
  NETWORK_PROBED("NetworkProbed"),
  BACKED_UP("BackedUp"),
  IPAM_HELD("IpamHeld"),
  CALICO_FENCED("CalicoFenced"),
  FLANNEL_INSTALLED("FlannelInstalled"),
  BRIDGED("Bridged"),
  WORKERS_REPLACED("WorkersReplaced"),
  CONTROL_PLANE_CONVERTED("ControlPlaneConverted"),
  IPAM_RETURNED("IpamReturned"),
  CALICO_REMOVED("CalicoRemoved"),
  UNBRIDGED("Unbridged"),
  VERIFIED("Verified");

  private final String condition;

  PhaseName(String condition) {
    this.condition = condition;
  }

  /** Its name as a condition, such as {@code IpamHeld}. */
  public String condition() {
    return condition;
  }

  /** Whether this phase comes before the other. */
  public boolean before(PhaseName other) {
    return compareTo(other) < 0;
  }

  /** The phase before it, if it is not the first. */
  public Optional<PhaseName> previous() {
    return ordinal() == 0 ? Optional.empty() : Optional.of(values()[ordinal() - 1]);
  }

  /** Finds a phase by its condition's name, whatever the case. */
  public static Optional<PhaseName> find(String condition) {
    String wanted = condition.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(p -> p.condition.toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** The condition's name. */
  @Override
  public String toString() {
    return condition;
  }
}
