package io.restitch.host;

import io.restitch.core.action.HostAction;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.HostPort;
import java.util.List;
import java.util.function.Consumer;

/** Control-plane machines are the operator's work in this release: he attests the phases. */
public final class AttestedHost implements HostPort {
  @Override
  public List<Change> perform(HostAction action) {
    throw new RestitchException(
        ErrorCode.BLOCKED,
        "this release cannot " + action.describe() + " on a real machine",
        "do it by hand and name the phase under 'attested' in the settings, or end before it with"
            + " --until");
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
