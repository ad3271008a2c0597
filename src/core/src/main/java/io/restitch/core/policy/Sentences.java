package io.restitch.core.policy;

import io.restitch.core.Names;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.PolicyKind.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a ledger says in words: which isolation is missing from when to when, what stays, what is
 * deleted, and what is not enforced anyhow.
 */
final class Sentences {
  private static final int NAMESPACES = 4;

  private final Ledger ledger;
  private final Observed world;
  private final Set<PhaseName> attested;
  private final List<PolicyEnforcer> others;

  /**
   * @param ledger one that says nothing yet
   */
  Sentences(Ledger ledger, Observed world, Terms terms) {
    this.ledger = ledger;
    this.world = world;
    this.attested = terms.attested();
    this.others = Enforcers.besidesCalico(world, terms);
  }

  List<String> all() {
    List<String> says = new ArrayList<>();
    missing(says);
    throughout(says);
    onCalicoNodes(says);
    reach(says);
    addresses(says);
    deleted(says);
    notAnyhow(says);
    return says;
  }

  private void missing(List<String> says) {
    Map<Gap, List<PolicyKind>> gaps = new LinkedHashMap<>();
    for (PolicyKind kind : ledger.lost()) {
      ledger.gap(kind).ifPresent(g -> gaps.computeIfAbsent(g, k -> new ArrayList<>()).add(kind));
    }
    gaps.forEach((gap, kinds) ->
        says.add(
            "Isolation is missing on Flannel nodes "
                + gap.words()
                + ": nobody enforces "
                + and(kinds.stream().map(this::counted).toList())
                + " there."));
    if (gaps.keySet().stream().anyMatch(g -> g.from().compareTo(Stage.CALICO_REMOVED) < 0)) {
      says.add("Until CalicoRemoved a rollback brings back who enforces them now.");
    }
  }

  private void throughout(List<String> says) {
    List<PolicyKind> kept = kinds(k -> ledger.enforcedNow(k) && ledger.gap(k).isEmpty());
    if (!kept.isEmpty()) {
      says.add(
          "Enforced all the time: "
              + counted(kept)
              + ", on Flannel nodes by "
              + and(
                  others.stream()
                      .filter(e -> kept.stream().anyMatch(e.kinds()::contains))
                      .filter(e -> e.reach() != Reach.SOME)
                      .map(PolicyEnforcer::name)
                      .toList())
              + ", which knows pods on every node by their addresses.");
    }
  }

  /**
   * libcalico-go takes a pod's addresses from its status, whatever gave them to it, and looks at
   * pods of every node (lib/backend/k8s/conversion, IsReadyCalicoPod and getPodIPs).
   */
  private void onCalicoNodes(List<String> says) {
    boolean felix =
        ledger.rows().stream()
            .filter(r -> r.nodes() == Fabric.CALICO)
            .flatMap(r -> r.enforced().values().stream())
            .anyMatch(e -> e.by().contains(Enforcement.FELIX));
    if (felix) {
      says.add(
          "On Calico nodes Felix goes on until the last of them is gone. Its selectors match pods on"
              + " Flannel nodes too: it takes their addresses from their status, and "
              + sources());
    }
  }

  private String sources() {
    if (attested.contains(PhaseName.BRIDGED)) {
      return "what you attest as Bridged has to keep their source addresses.";
    }
    return attested.contains(PhaseName.FLANNEL_INSTALLED)
        ? "the bridge keeps source addresses; through Services they are kept if the kube-proxy that"
            + " you attest with FlannelInstalled has the new range as its clusterCIDR."
        : "the bridge keeps source addresses.";
  }

  private void reach(List<String> says) {
    for (PolicyEnforcer e : others) {
      if (e.reach() == Reach.SOME) {
        says.add(
            "DaemonSet "
                + e.name()
                + " enforces policies, but keeps to some nodes by a selector of its own: it is not"
                + " counted on.");
      }
      boolean loses = e.reach() == Reach.GREEN && !e.flannels();
      if (loses && !attested.contains(PhaseName.UNBRIDGED)) {
        says.add(
            "DaemonSet "
                + e.name()
                + " keeps to nodes with "
                + Names.FABRIC
                + ", and Unbridged takes that label away: let it run on every node.");
      }
    }
  }

  private void addresses(List<String> says) {
    if (!kinds(k -> k != PolicyKind.HOST_ENDPOINT).isEmpty()) {
      says.add(
          "Rules that name addresses of pods (ipBlock, nets, sets) instead of labels match no pod"
              + " that moved.");
    }
  }

  private void deleted(List<String> says) {
    List<PolicyKind> gone =
        ledger.policies().keySet().stream()
            .filter(k -> k.ofCalico() && k != PolicyKind.AUTO_HOST_ENDPOINT)
            .toList();
    if (!gone.isEmpty()) {
      says.add(
          "CalicoRemoved deletes "
              + counted(gone)
              + (attested.contains(PhaseName.BACKED_UP)
                  ? ": keep a copy."
                  : "; the backup has a copy."));
    }
  }

  private void notAnyhow(List<String> says) {
    List<PolicyKind> never = kinds(k -> !ledger.enforcedNow(k));
    if (!never.isEmpty()) {
      String version = world.policies().calicoVersion();
      says.add(
          "Nobody enforces "
              + counted(never)
              + " now either"
              + (version.isEmpty() ? "." : "; this is Calico " + version + "."));
    }
    List<PolicyKind> staged =
        ledger.policies().keySet().stream().filter(k -> k.role() == Role.STAGED).toList();
    if (!staged.isEmpty()) {
      says.add("Never enforced: " + counted(staged) + ".");
    }
  }

  private List<PolicyKind> kinds(Predicate<PolicyKind> which) {
    return ledger.policies().keySet().stream()
        .filter(k -> k.role() == Role.POLICY)
        .filter(which)
        .toList();
  }

  private String counted(List<PolicyKind> kinds) {
    return and(kinds.stream().map(k -> k.count(ledger.count(k).objects())).toList());
  }

  /** {@code 12 NetworkPolicies (data 3, shop 9)}. */
  private String counted(PolicyKind kind) {
    Ledger.Count count = ledger.count(kind);
    SortedMap<String, Integer> namespaces = count.namespaces();
    String some =
        namespaces.entrySet().stream()
            .limit(NAMESPACES)
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    int more = namespaces.size() - NAMESPACES;
    return kind.count(count.objects())
        + (some.isEmpty()
            ? ""
            : " (" + some + (more > 0 ? " and " + more + " more namespaces" : "") + ")");
  }

  /** {@code a, b and c}. */
  private static String and(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }
}
