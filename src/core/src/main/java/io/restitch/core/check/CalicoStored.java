package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * Calico's pools and blocks are where they are looked for. Since 3.32 it may keep them in the group
 * {@code projectcalico.org} itself: if its agents are told so, or else if that is the only group
 * that the API server has (libcalico-go/lib/backend/k8s, {@code UsingV3CRDs}).
 */
final class CalicoStored implements Check {
  private static final String ELSEWHERE = "projectcalico.org";
  private static final String REMEDY =
      "compare network.podCidr and network.linkRange with its pools yourself (kubectl get"
          + " ippools.projectcalico.org)";

  @Override
  public List<Verdict> look(Subject subject) {
    CalicoFact calico = subject.world().fabrics().calico();
    if (calico.installation() == CalicoFact.Installation.NONE || !elsewhere(subject)) {
      return List.of();
    }
    String message =
        "it keeps its pools and blocks in projectcalico.org/v3, and restitch sees none";
    return List.of(
        subject.ours(PhaseName.BRIDGED)
            ? Check.block(
                "calico-stored-elsewhere",
                "Calico",
                message + ": the bridge would not know where its pods are",
                "join the two networks yourself, attest Bridged, and " + REMEDY)
            : Check.warn("calico-stored-elsewhere", "Calico", message, REMEDY));
  }

  private static boolean elsewhere(Subject subject) {
    String told = subject.world().fabrics().calico().setup().apiGroup().toLowerCase(Locale.ROOT);
    return told.equals(ELSEWHERE + "/v3")
        || (!told.equals("crd." + ELSEWHERE + "/v1")
            && subject.world().policies().calicoGroup().equals(ELSEWHERE));
  }
}
