package io.restitch.core.policy;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.CalicoFact.Installation;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who enforces a kind of policies where.
 *
 * <ol>
 *   <li>Felix, Calico's agent, on Calico nodes and nowhere else: the fence keeps it off others.
 *       Flannel itself enforces nothing.
 *   <li>A DaemonSet of kube-network-policies, wherever it may run; one that keeps to, or off, nodes
 *       with the label of green ones goes by that label until it is taken away. One that keeps to
 *       some nodes for reasons of its own is not counted on.
 *   <li>Nobody enforces policies of Calico's own kinds once its definitions are deleted.
 * </ol>
 */
final class Enforcers {
  private final boolean calico;
  private final CalicoVersion version;
  private final List<PolicyEnforcer> others;
  private final boolean labelsStay;

  Enforcers(Observed world, Set<PhaseName> attested) {
    PoliciesFact policies = world.policies();
    calico = world.fabrics().calico().installation() != Installation.NONE;
    version = CalicoVersion.of(policies.calicoVersion());
    others = policies.enforcers();
    labelsStay = attested.contains(PhaseName.UNBRIDGED);
  }

  Enforcement of(PolicyKind kind, Stage stage, Fabric nodes) {
    boolean deleted = kind.ofCalico() && stage.compareTo(Stage.CALICO_REMOVED) >= 0;
    List<String> by = new ArrayList<>();
    if (!deleted && calico && nodes == Fabric.CALICO && version.enforces(kind)) {
      by.add(Enforcement.FELIX);
    }
    others.stream()
        .filter(e -> !deleted && e.kinds().contains(kind) && reaches(e, stage, nodes))
        .map(PolicyEnforcer::name)
        .forEach(by::add);
    return new Enforcement(by, deleted);
  }

  private boolean reaches(PolicyEnforcer enforcer, Stage stage, Fabric nodes) {
    boolean labelled = nodes == Fabric.FLANNEL && (stage != Stage.END || labelsStay);
    return switch (enforcer.reach()) {
      case EVERY_NODE -> true;
      case GREEN -> labelled || (nodes == Fabric.FLANNEL && enforcer.flannels());
      case NOT_GREEN -> !labelled;
      case SOME -> false;
    };
  }
}
