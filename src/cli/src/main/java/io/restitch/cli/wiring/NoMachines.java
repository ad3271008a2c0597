package io.restitch.cli.wiring;

import io.restitch.core.action.MachineAction;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.MachinePort;
import java.util.List;

/** No cloud: the operator has replaced the workers himself. */
final class NoMachines implements MachinePort {
  @Override
  public List<Change> perform(MachineAction action) {
    if (action instanceof MachineAction.LookAtMachines look) {
      return List.of(new Change.MachinesSeen(List.of(), look.others()));
    }
    throw new RestitchException(
        ErrorCode.BLOCKED,
        "cannot " + action.describe() + ": WorkersReplaced is attested, so no provider is asked",
        "take it out of 'attested' and name a provider");
  }
}
