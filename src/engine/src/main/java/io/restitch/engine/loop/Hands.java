package io.restitch.engine.loop;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction;
import io.restitch.core.action.FabricAction;
import io.restitch.core.action.HostAction;
import io.restitch.core.action.MachineAction;
import io.restitch.core.action.RecordAction;
import io.restitch.core.fact.Change;
import io.restitch.engine.port.Hand;
import io.restitch.engine.port.World;
import java.util.List;

/** Gives each action to the port that carries it out. */
public final class Hands implements Hand<Action> {
  private final World world;

  public Hands(World world) {
    this.world = world;
  }

  @Override
  public List<Change> perform(Action action) {
    return switch (action) {
      case ClusterAction a -> world.cluster().perform(a);
      case FabricAction a -> world.fabric().perform(a);
      case HostAction a -> world.host().perform(a);
      case MachineAction a -> world.machines().perform(a);
      case RecordAction a -> world.record().perform(a);
    };
  }
}
