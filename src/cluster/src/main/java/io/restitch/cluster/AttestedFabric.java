package io.restitch.cluster;

import io.restitch.core.action.FabricAction;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.FabricPort;
import java.util.List;

/** A real cluster's pod networks are the operator's work in this release: he attests the phases. */
public final class AttestedFabric implements FabricPort {
  @Override
  public List<Change> perform(FabricAction action) {
    throw new RestitchException(
        ErrorCode.BLOCKED,
        "this release cannot " + action.describe() + " on a real cluster",
        "do it by hand and name the phase under 'attested' in the settings, or end before it with"
            + " --until");
  }
}
