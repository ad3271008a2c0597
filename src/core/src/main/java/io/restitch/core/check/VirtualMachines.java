package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.VirtualMachineFact;
import io.restitch.core.fact.VirtualMachineFact.Strategy;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of virtual machines when the pods that they run in are evicted (KubeVirt,
 * pkg/virt-api/webhooks, pod-eviction-admitter.go).
 */
final class VirtualMachines implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    List<Verdict> found = new ArrayList<>();
    List<String> migrating = new ArrayList<>();
    for (VirtualMachineFact machine : subject.world().addOns().machines()) {
      if (onBlue(subject, machine)) {
        Optional<Verdict> care = care(machine);
        care.ifPresentOrElse(found::add, () -> migrating.add(machine.ref().toString()));
      }
    }
    if (!migrating.isEmpty()) {
      found.add(
          Check.warn(
              "vm-migrates",
              migrating.size() + (migrating.size() == 1 ? " virtual machine" : " virtual machines"),
              Subject.few(migrating)
                  + ": live-migrated to green nodes over the bridge; their pods' addresses change",
              ""));
    }
    return found;
  }

  private static boolean onBlue(Subject subject, VirtualMachineFact machine) {
    return subject
        .world()
        .node(machine.node())
        .filter(n -> n.fabric() == Fabric.CALICO)
        .filter(n -> subject.ours(phase(n)))
        .isPresent();
  }

  private static PhaseName phase(NodeFact node) {
    return node.controlPlane() ? PhaseName.CONTROL_PLANE_CONVERTED : PhaseName.WORKERS_REPLACED;
  }

  private static Optional<Verdict> care(VirtualMachineFact machine) {
    Strategy strategy = machine.strategy();
    String name = "virtual machine " + machine.ref();
    if (strategy == Strategy.EXTERNAL) {
      return Optional.of(
          Check.warn(
              "vm-external",
              name,
              "its evictionStrategy is External: its node's drain waits until somebody moves it",
              "see that who moves it does so when status.evacuationNodeName is set"));
    }
    boolean shutDown =
        strategy == Strategy.NONE
            || (strategy == Strategy.LIVE_MIGRATE_IF_POSSIBLE && !machine.migratable());
    if (shutDown) {
      return Optional.of(shutDown(machine, name));
    }
    if (!machine.migratable()) {
      return Optional.of(
          Check.later(
              PhaseName.WORKERS_REPLACED,
              "vm-not-migratable",
              name,
              "its evictionStrategy is LiveMigrate, and it cannot be live-migrated, so that its"
                  + " eviction is refused for ever: "
                  + machine.obstacle(),
              "take away what hinders it, stop it yourself (virtctl stop), or set its"
                  + " evictionStrategy to None: it is shut down then, and started on a green node"));
    }
    return machine.bridged()
        ? Optional.of(
            Check.warn(
                "vm-bridged",
                name,
                "its guest has the pod's own address, by a bridge, and keeps the old one after a"
                    + " live migration",
                "let its guest renew its lease then, or bind it by masquerade"))
        : Optional.empty();
  }

  private static Verdict shutDown(VirtualMachineFact machine, String name) {
    String why =
        machine.strategy() == Strategy.NONE
            ? "its evictionStrategy is None"
            : "it cannot be live-migrated (" + machine.obstacle() + ")";
    return machine.restarts()
        ? Check.warn(
            "vm-restarts",
            name,
            why + ": it is shut down, and started again on a green node",
            machine.strategy() == Strategy.NONE && machine.migratable()
                ? "set its evictionStrategy to LiveMigrate, if it must not be"
                : "")
        : Check.later(
            PhaseName.WORKERS_REPLACED,
            "vm-stays-off",
            name,
            why
                + ": it is shut down, and nothing starts it again ("
                + (machine.runStrategy().isEmpty()
                    ? "no VirtualMachine has it"
                    : "runStrategy " + machine.runStrategy())
                + ")",
            "set its VirtualMachine's runStrategy to Always, or stop it yourself (virtctl stop)");
  }
}
