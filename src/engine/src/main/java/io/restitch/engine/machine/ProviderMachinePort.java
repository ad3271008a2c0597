package io.restitch.engine.machine;

import io.restitch.core.Names;
import io.restitch.core.action.MachineAction;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Shapes;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.MachinePort;
import io.restitch.spi.GroupState;
import io.restitch.spi.GuardAction;
import io.restitch.spi.Join;
import io.restitch.spi.JoinTaint;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineProvider;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import io.restitch.spi.NodeRef;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Speaks to a provider in actions. Repeats nothing: a provider repeats one call in its own layer,
 * and between calls only decisions wait.
 */
public final class ProviderMachinePort implements MachinePort {
  private final MachineProvider provider;
  private final Supplier<String> migration;
  private final Function<MachineAction.CreateMachine, String> userData;

  /**
   * A port.
   *
   * @param provider who makes machines
   * @param migration the migration's id, which its machines are tagged with
   * @param userData what a machine runs at its first boot; a secret
   */
  public ProviderMachinePort(
      MachineProvider provider,
      Supplier<String> migration,
      Function<MachineAction.CreateMachine, String> userData) {
    this.provider = provider;
    this.migration = migration;
    this.userData = userData;
  }

  @Override
  public List<Change> perform(MachineAction action) {
    try {
      return switch (action) {
        case MachineAction.CreateMachine a -> List.of(new Change.MachineSeen(create(a)));
        case MachineAction.DeleteMachine a -> delete(a);
        case MachineAction.LookAtMachines a -> List.of(look(a));
        case MachineAction.GuardGroups a -> guard(a);
      };
    } catch (ProviderException e) {
      throw ProviderProblems.translate(provider.capabilities().name(), action.describe(), e);
    }
  }

  private Machine create(MachineAction.CreateMachine a) {
    List<JoinTaint> taints =
        a.taints().stream().map(t -> new JoinTaint(t.key(), t.value(), t.effect())).toList();
    Join join = new Join(a.name(), a.labels(), taints, userData.apply(a));
    Machine machine =
        provider.create(new MachineRequest(a.token(), a.name(), a.shape(), join, a.tags()));
    if (!machine.state().live()) {
      throw new ProviderException(
          ProviderErrorCode.CONFLICT, "its token was spent on " + machine.id() + ", which is gone");
    }
    return machine;
  }

  private List<Change> delete(MachineAction.DeleteMachine a) {
    try {
      provider.delete(a.id());
    } catch (ProviderException e) {
      if (e.code() != ProviderErrorCode.NOT_FOUND) {
        throw e;
      }
    }
    return List.of(new Change.MachineLeaving(a.id()));
  }

  private Change look(MachineAction.LookAtMachines a) {
    Map<String, Machine> seen = new TreeMap<>();
    provider.list(Map.of(Names.MIGRATION, migration.get())).forEach(m -> seen.put(m.id(), m));
    if (!a.others().isEmpty()) {
      provider.get(a.others()).forEach(m -> seen.put(m.id(), m));
    }
    return new Change.MachinesSeen(new ArrayList<>(seen.values()), a.others());
  }

  private List<Change> guard(MachineAction.GuardGroups a) {
    if (!provider.capabilities().groups()) {
      return List.of();
    }
    List<GroupState> groups = provider.guard(a.guard(), a.machineIds());
    boolean restored = groups.stream().noneMatch(GroupState::paused);
    return switch (a.guard()) {
      case STATUS -> List.of();
      case PAUSE, RESTORE -> {
        boolean wanted =
            a.guard() == GuardAction.RESTORE
                ? restored
                : groups.stream().allMatch(GroupState::paused);
        if (!wanted) {
          throw new ProviderException(
              ProviderErrorCode.CONFLICT, "groups did not follow: " + groups);
        }
        yield List.of();
      }
    };
  }

  /**
   * Asks for the shapes of the machines that these nodes run on. What the provider says of one node
   * spoils no other; if it cannot answer at all, that ends it, and no other node is asked for.
   *
   * @throws RestitchException {@code PROVIDER} if it cannot answer
   */
  public static Shapes shapes(MachineProvider provider, Collection<NodeFact> nodes) {
    Map<String, MachineShape> found = new TreeMap<>();
    Map<String, String> problems = new TreeMap<>();
    for (NodeFact node : nodes) {
      NodeRef ref =
          new NodeRef(
              node.name(), node.spec().providerId(), node.status().addresses(), node.labels());
      try {
        found.put(node.name(), provider.shape(ref));
      } catch (ProviderException e) {
        String name = provider.capabilities().name();
        String what = "find the machine of " + node.name();
        switch (e.code()) {
          case NOT_FOUND, CONFLICT, INVALID ->
              problems.put(node.name(), ProviderProblems.translate(name, what, e).getMessage());
          case CAPACITY, QUOTA, THROTTLED, PERMISSION, TRANSIENT ->
              throw ProviderProblems.silent(name, what, e);
        }
      }
    }
    return new Shapes(found, problems, provider.capabilities().snapshots());
  }
}
