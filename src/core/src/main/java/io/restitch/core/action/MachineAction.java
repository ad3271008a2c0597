package io.restitch.core.action;

import io.restitch.core.fact.Taint;
import io.restitch.spi.GuardAction;
import io.restitch.spi.MachineShape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Effects on, and looks at, the cloud. */
public sealed interface MachineAction extends Action {

  /**
   * Makes a machine. What it runs at its first boot is a secret and is filled in by whoever carries
   * this out.
   *
   * @param token idempotency token: one token, one machine
   * @param name name of the machine and of its Node
   * @param shape what to make
   * @param labels labels it registers with
   * @param taints taints it registers with
   * @param tags tags in the cloud, set in the creating call
   */
  record CreateMachine(
      String token,
      String name,
      MachineShape shape,
      Map<String, String> labels,
      List<Taint> taints,
      Map<String, String> tags)
      implements MachineAction {
    public CreateMachine {
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
      taints = List.copyOf(taints);
      tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public String key() {
      return "CreateMachine " + token;
    }

    @Override
    public String describe() {
      return "create machine " + name + " (" + shape.type() + " in " + shape.zone() + ")";
    }
  }

  /** Deletes a machine, through its group. */
  record DeleteMachine(String id, String name) implements MachineAction {
    @Override
    public String key() {
      return "DeleteMachine " + id;
    }

    @Override
    public String describe() {
      return "delete machine " + name + (name.equals(id) ? "" : " (" + id + ")");
    }
  }

  /** Looks at this migration's machines and at these others. */
  record LookAtMachines(SortedSet<String> others) implements MachineAction {
    public LookAtMachines {
      others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
    }

    @Override
    public String key() {
      return "LookAtMachines";
    }

    @Override
    public String describe() {
      return "look at the cloud's machines";
    }
  }

  /** Pauses or restores the groups these machines belong to. */
  record GuardGroups(GuardAction guard, SortedSet<String> machineIds) implements MachineAction {
    public GuardGroups {
      machineIds = Collections.unmodifiableSortedSet(new TreeSet<>(machineIds));
    }

    @Override
    public String key() {
      return "GuardGroups";
    }

    @Override
    public String describe() {
      return switch (guard) {
        case STATUS -> "look at the machines' groups";
        case PAUSE -> "pause the machines' groups";
        case RESTORE -> "restore the machines' groups";
      };
    }
  }
}
