package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.RemoveCalicoObject;
import io.restitch.core.action.FabricAction.SetPool;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Fabric;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The point of no return: Calico's objects go, one by one, in an order that cannot hang. Starts
 * only when the operator has named it and no node is left on Calico.
 *
 * <p>Agents and controllers first, the aggregated API before what serves it, webhooks before the
 * objects they judge, custom resources before their definitions.
 */
public final class CalicoRemoved implements Phase {
  private static final List<String> ORDER =
      List.of(
          "Installation",
          "APIServer",
          "DaemonSet",
          "Deployment",
          "APIService",
          "ValidatingWebhookConfiguration",
          "MutatingWebhookConfiguration",
          "Service",
          "ConfigMap",
          "ServiceAccount",
          "ClusterRoleBinding",
          "ClusterRole",
          "IPPool",
          "CustomResourceDefinition",
          "Namespace");

  @Override
  public PhaseName name() {
    return PhaseName.CALICO_REMOVED;
  }

  @Override
  public Optional<Step> gate(View view) {
    if (!view.record().notes().confirmedRemoval()) {
      return Optional.of(
          Step.todo(
              "removal is not confirmed",
              List.of(),
              List.of(
                  new Wait(
                      "confirm-removal",
                      "Calico",
                      "after this there is no way back",
                      "restitch apply --confirm-removal"))));
    }
    List<Wait> blue =
        view.world().nodes().values().stream()
            .filter(n -> n.fabric() != Fabric.FLANNEL)
            .map(n ->
                new Wait(
                    "node-on-calico",
                    "node " + n.name(),
                    "it is not on Flannel",
                    "drain and remove it: it joined after the plan was made"))
            .toList();
    return blue.isEmpty()
        ? Optional.empty()
        : Optional.of(Step.todo(blue.size() + " nodes are on Calico", List.of(), blue));
  }

  @Override
  public Step forward(View view) {
    Optional<Step> gate = gate(view);
    if (gate.isPresent()) {
      return gate.get();
    }
    if (view.world().fabrics().bridge().pool()) {
      return Step.todo("our IPPool is there", List.of(new SetPool(Optional.empty())), List.of());
    }
    SortedSet<String> remaining = view.world().fabrics().calico().remaining();
    return remaining.stream()
        .min(Comparator.comparingInt(CalicoRemoved::rank).thenComparing(Comparator.naturalOrder()))
        .map(first ->
            Step.todo(
                remaining.size() + " of Calico's objects are left",
                List.of(new RemoveCalicoObject(first)),
                List.of()))
        .orElseGet(() -> Step.done("nothing with Calico's names is left"));
  }

  @Override
  public Step backward(View view) {
    return Step.todo(
        "Calico was removed",
        List.of(),
        List.of(
            new Wait(
                "too-late",
                "Calico",
                "its removal has begun, and that cannot be undone",
                "go on with restitch resume")));
  }

  private static int rank(String kindAndName) {
    String kind = kindAndName.substring(0, Math.max(0, kindAndName.indexOf('/')));
    int rank = ORDER.indexOf(kind);
    return rank < 0 ? ORDER.indexOf("IPPool") : rank;
  }
}
