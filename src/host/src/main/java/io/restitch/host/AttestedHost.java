package io.restitch.host;

import io.restitch.core.action.HostAction;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort;
import java.util.List;
import java.util.function.Consumer;

/** Control-plane machines that restitch does not touch: the operator attests the phases. */
public final class AttestedHost implements HostPort {
  @Override
  public List<Change> perform(HostAction action) {
    throw new RestitchException(
        ErrorCode.BLOCKED,
        action.describe() + ": control planes are not touched, for their phases are attested",
        "take the phase out of 'attested' in the settings and plan again, or do it by hand");
  }

  @Override
  public List<Change> look() {
    return List.of();
  }

  @Override
  public Watch watch(Consumer<List<Change>> sink, Consumer<String> said) {
    return () -> {};
  }
}
