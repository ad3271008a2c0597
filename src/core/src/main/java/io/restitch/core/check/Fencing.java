package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;

/** Calico's agents can be kept off green nodes; what that does to those on blue. */
final class Fencing implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    CalicoFact calico = subject.world().fabrics().calico();
    if (!subject.ours(PhaseName.CALICO_FENCED) || calico.fenced()) {
      return List.of();
    }
    return switch (calico.installation()) {
      case MANIFEST, CANAL -> List.of();
      case NONE ->
          List.of(
              Check.block(
                  "calico-not-found",
                  "Calico",
                  "no DaemonSet of it is found (pods labelled k8s-app: calico-node or canal)",
                  "see 'kubectl get daemonsets -A --show-labels'; keep its agents off nodes with"
                      + " restitch.io/fabric=flannel by other means, and attest CalicoFenced"));
      case OPERATOR ->
          List.of(
              new Verdict(
                  Level.CONSENT,
                  Consent.CALICO_RESTARTS,
                  "Calico",
                  "its operator restarts the agents on all nodes, one after the other, when they"
                      + " are kept off green ones; pods keep their connections meanwhile",
                  subject.settings().accepted().contains(Consent.CALICO_RESTARTS)
                      ? "accepted"
                      : "--accept " + Consent.CALICO_RESTARTS));
    };
  }
}
