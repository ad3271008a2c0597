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

/**
 * Who enforces a kind of policies where.
 *
 * <ol>
 *   <li>Felix, Calico's agent, on Calico nodes and nowhere else: the fence keeps it off others.
 *       Flannel itself enforces nothing.
 *   <li>What restitch's own Flannel brings beside it, as the settings want it and not as it stands
 *       there: it is installed as they want it before a node is on Flannel.
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

  Enforcers(Observed world, Terms terms) {
    PoliciesFact policies = world.policies();
    calico = world.fabrics().calico().installation() != Installation.NONE;
    version = CalicoVersion.of(policies.calicoVersion());
    others = besidesCalico(world, terms);
    labelsStay = terms.attests(PhaseName.UNBRIDGED);
  }

  /** DaemonSets that are there, and the one that is to be. */
  static List<PolicyEnforcer> besidesCalico(Observed world, Terms terms) {
    List<PolicyEnforcer> all = new ArrayList<>(world.policies().enforcers());
    if (terms.attests(PhaseName.FLANNEL_INSTALLED)) {
      return all;
    }
    boolean brought = !terms.netpol().isEmpty();
    boolean ours = !world.fabrics().flannel().spec().isEmpty();
    if (ours || brought) {
      all.removeIf(e -> e.name().equals(PolicyEnforcer.FLANNELS));
    }
    if (brought) {
      all.add(PolicyEnforcer.besideFlannel(terms.netpol()));
    }
    return all;
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
