package io.restitch.core.policy;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.PolicyKind.Role;
import io.restitch.core.policy.Ledger.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of a ledger: each side that has nodes now, both sides while nodes are replaced unless
 * that is now, and after that Flannel's alone. A control plane between the two counts as Flannel's:
 * Calico's agent has left it.
 */
final class Timeline {
  private Timeline() {}

  static List<Row> of(Observed world, Terms terms, Set<PolicyKind> kinds) {
    List<PolicyKind> enforceable = kinds.stream().filter(k -> k.role() == Role.POLICY).toList();
    if (enforceable.isEmpty()) {
      return List.of();
    }
    boolean green = world.nodes().values().stream().anyMatch(n -> n.fabric() != Fabric.CALICO);
    boolean blue =
        !green || world.nodes().values().stream().anyMatch(n -> n.fabric() == Fabric.CALICO);
    Enforcers enforcers = new Enforcers(world, terms);
    List<Row> rows = new ArrayList<>();
    if (blue) {
      rows.add(row(enforcers, enforceable, Stage.NOW, Fabric.CALICO));
    }
    if (green) {
      rows.add(row(enforcers, enforceable, Stage.NOW, Fabric.FLANNEL));
    } else {
      rows.add(row(enforcers, enforceable, Stage.MIXED, Fabric.CALICO));
      rows.add(row(enforcers, enforceable, Stage.MIXED, Fabric.FLANNEL));
    }
    if (blue) {
      rows.add(row(enforcers, enforceable, Stage.CONVERTED, Fabric.FLANNEL));
    }
    rows.add(row(enforcers, enforceable, Stage.CALICO_REMOVED, Fabric.FLANNEL));
    rows.add(row(enforcers, enforceable, Stage.END, Fabric.FLANNEL));
    return rows;
  }

  private static Row row(Enforcers enforcers, List<PolicyKind> kinds, Stage stage, Fabric nodes) {
    SortedMap<PolicyKind, Enforcement> enforced = new TreeMap<>();
    kinds.forEach(kind -> enforced.put(kind, enforcers.of(kind, stage, nodes)));
    return new Row(stage, nodes, enforced);
  }
}
