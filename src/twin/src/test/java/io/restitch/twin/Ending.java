package io.restitch.twin;

import io.restitch.core.Names;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Openness;
import io.restitch.core.fact.PodFact;
import io.restitch.core.workers.Marks;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must be true when a story is over. */
final class Ending {
  private Ending() {}

  /** What is wrong after a migration that came to its end. */
  static List<String> afterMigration(Migrations m) {
    List<String> wrong = new ArrayList<>(leftovers(m));
    notReady(m).forEach(p -> wrong.add(told(p)));
    Observed world = m.twin().truth().world();
    world.nodes().values().stream()
        .filter(Marks::any)
        .forEach(n -> wrong.add("node " + n.name() + " carries marks: " + n));
    if (world.nodes().size() != m.plan().slots().size() + m.plan().conversions().size()) {
      wrong.add("nodes at the end: " + world.nodes().keySet());
    }
    world
        .platform()
        .controllerManagers()
        .values()
        .forEach(c -> {
          if (!c.allocateNodeCidrs()
              || !m.plan().settings().network().podCidr().equals(c.range())) {
            wrong.add("kube-controller-manager has " + c);
          }
        });
    if (world.fabrics().calico().installation() != CalicoFact.Installation.NONE
        || world.fabrics().bridge().installed()
        || world.fabrics().openness() != Openness.OPEN) {
      wrong.add("fabrics are " + world.fabrics());
    }
    for (PodFact pod : world.workloads().pods().all()) {
      pod.status().addresses().stream()
          .filter(a -> a.startsWith("192.168."))
          .forEach(a -> wrong.add("pod " + pod.ref() + " has " + a));
    }
    return wrong;
  }

  /** What was changed, though nothing was to be. */
  static List<String> untouched(Migrations m) {
    List<String> wrong = new ArrayList<>(leftovers(m));
    Observed world = m.twin().truth().world();
    world.nodes().values().stream()
        .filter(Marks::any)
        .forEach(n -> wrong.add("node " + n.name() + " carries marks: " + n));
    if (world.fabrics().probes().remains()
        || world.fabrics().flannel().installed()
        || world.fabrics().bridge().installed()
        || world.fabrics().calico().fenced()) {
      wrong.add("fabrics are " + world.fabrics());
    }
    if (!world.platform().backups().isEmpty()) {
      wrong.add("backups were taken");
    }
    world.platform().controllerManagers().values().stream()
        .filter(c -> !c.allocateNodeCidrs())
        .forEach(c -> wrong.add("kube-controller-manager has " + c));
    return wrong;
  }

  /** What is wrong after a rollback of the workers. */
  static List<String> afterRollback(Migrations m) {
    List<String> wrong = new ArrayList<>(leftovers(m));
    notReady(m).forEach(p -> wrong.add(told(p)));
    for (NodeFact node : m.twin().truth().world().nodes().values()) {
      if (node.fabric() != Fabric.CALICO) {
        wrong.add("node " + node.name() + " is on " + node.fabric());
      }
    }
    return wrong;
  }

  /** What is wrong after an abort, at any point. */
  static List<String> afterAbort(Migrations m) {
    List<String> wrong = leftovers(m);
    List<PodFact> pending = notReady(m);
    if (pending.size() > m.notReadyAtStart()) {
      pending.stream()
          .filter(p -> p.spec().storage().claims().isEmpty())
          .forEach(p -> wrong.add(told(p)));
    }
    return wrong;
  }

  /**
   * Pods that have a node to be found or to become ready on. After an abort those with volumes are
   * let pass: their zone may be filled with pods that could be anywhere, for the capacity gate
   * counts requests in sum, not by the zones of volumes.
   */
  private static List<PodFact> notReady(Migrations m) {
    return m.twin().truth().world().workloads().pods().all().stream()
        .filter(p -> !p.terminal() && !p.terminating() && !p.status().ready())
        .toList();
  }

  private static String told(PodFact pod) {
    return "pod " + pod.ref() + " on " + pod.nodeName() + " is " + pod.status();
  }

  /** Nobody is cordoned by us, no machine is without Node. */
  private static List<String> leftovers(Migrations m) {
    List<String> wrong = new ArrayList<>();
    Observed world = m.twin().truth().world();
    for (NodeFact node : world.nodes().values()) {
      if (node.cordoned() || node.tainted(Names.LEAVING_TAINT) || !node.schedulable()) {
        wrong.add("node " + node.name() + " is not schedulable: " + node.spec());
      }
    }
    Set<String> nodes = new TreeSet<>(world.nodes().keySet());
    Set<String> machines =
        m.twin().cloud().live().stream().map(Machine::name).collect(Collectors.toSet());
    machines.stream()
        .filter(n -> !nodes.contains(n))
        .forEach(n -> wrong.add("machine " + n + " has no node"));
    return wrong;
  }
}
