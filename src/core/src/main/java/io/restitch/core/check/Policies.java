package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.policy.Ledger;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Isolation that somebody enforces now, and that pods on Flannel nodes will not have. */
final class Policies implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    Ledger ledger = Ledger.of(subject.world(), subject.settings().terms());
    Optional<PhaseName> from = ledger.lostFrom();
    if (from.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Verdict(
            Level.CONSENT,
            Consent.UNENFORCED_POLICIES,
            ledger.lost().stream()
                .map(kind -> kind.count(ledger.count(kind).objects()))
                .collect(Collectors.joining(", ")),
            "on Flannel nodes nobody enforces what isolates pods or machines now",
            remedy(subject, ledger),
            from.get()));
  }

  private static String remedy(Subject subject, Ledger ledger) {
    if (subject.settings().accepted().contains(Consent.UNENFORCED_POLICIES)) {
      return "accepted";
    }
    String accept = "--accept " + Consent.UNENFORCED_POLICIES;
    if (!ledger.lost().contains(PolicyKind.NETWORK_POLICY)) {
      return accept;
    }
    String beside =
        subject.ours(PhaseName.FLANNEL_INSTALLED) ? "set network.flannelNetpol: true, or " : "";
    return accept
        + "; or "
        + beside
        + "install kube-network-policies on every node first: it enforces NetworkPolicies"
        + " (kube-network-policies.sigs.k8s.io)";
  }
}
