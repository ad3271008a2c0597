package io.restitch.cli;

import io.restitch.cli.wiring.Keepsakes;
import io.restitch.cli.wiring.Machines;
import io.restitch.core.action.HostAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.plan.Settings;
import io.restitch.engine.port.HostPort;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Control-plane machines without any machine: each shows the same, whenever it is looked at. */
final class FakeMachines implements Machines {
  private final Function<String, HostFact> shown;

  private FakeMachines(Function<String, HostFact> shown) {
    this.shown = shown;
  }

  /** Nothing is wrong with them. */
  static FakeMachines sound() {
    return new FakeMachines(name -> HostFact.sound(name, true, true, Residue.UNKNOWN));
  }

  /** Converted, and nothing is left on them. */
  static FakeMachines clean() {
    return new FakeMachines(name -> HostFact.sound(name, true, false, Residue.NONE));
  }

  /** None can be reached. */
  static FakeMachines unreached(String why, String remedy) {
    return new FakeMachines(name -> HostFact.unreached(name, new HostFact.Unreached(why, remedy)));
  }

  @Override
  public SortedMap<String, List<String>> forget(
      Settings settings, SortedMap<String, String> addresses) {
    throw new AssertionError("nothing is forgotten here");
  }

  @Override
  public HostPort open(
      Settings settings, SortedMap<String, String> addresses, Keepsakes keepsakes) {
    return new HostPort() {
      @Override
      public List<Change> look() {
        return addresses.keySet().stream()
            .<Change>map(name -> new Change.HostSeen(shown.apply(name)))
            .toList();
      }

      @Override
      public Watch watch(Consumer<List<Change>> sink, Consumer<String> said) {
        sink.accept(look());
        return () -> {};
      }

      @Override
      public List<Change> perform(HostAction action) {
        throw new AssertionError("nothing is done on machines here: " + action.describe());
      }
    };
  }
}
