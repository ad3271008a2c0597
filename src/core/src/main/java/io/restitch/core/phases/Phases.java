package io.restitch.core.phases;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.phase.Phase;
import java.util.List;

/** The twelve phases in order. */
public final class Phases {
  /** All phases, in the order of {@link PhaseName}. */
  public static final List<Phase> ALL =
      List.of(
          new NetworkProbed(),
          new BackedUp(),
          new IpamHeld(),
          new CalicoFenced(),
          new FlannelInstalled(),
          new Bridged(),
          new WorkersReplaced(),
          new ControlPlaneConverted(),
          new IpamReturned(),
          new CalicoRemoved(),
          new Unbridged(),
          new Verified());

  private Phases() {}

  /** The phase of this name. */
  public static Phase of(PhaseName name) {
    return ALL.get(name.ordinal());
  }
}
