package io.restitch.core.plan;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.policy.Ledger;
import io.restitch.core.policy.PolicyLosses;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the operator approves.
 *
 * @param clusterId UID of the namespace {@code kube-system}: a plan fits one cluster
 * @param settings the settings it was made from
 * @param before what the cluster said of its pod range before anything was touched
 * @param slots worker replacements by number
 * @param waves the order they go in
 * @param conversions control planes in the order they are converted
 * @param verdicts what the checks found
 * @param losses the workloads that lose something for good when they move ({@link
 *     io.restitch.core.fact.PodFact#workload}), and the policies that nobody enforces any more, by
 *     the code of the consent they need; a consent covers these and no other
 * @param policies who enforces policies where and when
 */
public record Plan(
    String clusterId,
    Settings settings,
    Before before,
    List<Slot> slots,
    List<Wave> waves,
    List<Conversion> conversions,
    List<Verdict> verdicts,
    Map<String, Set<String>> losses,
    Ledger policies) {
  public Plan {
    slots = List.copyOf(slots);
    waves = List.copyOf(waves);
    conversions = List.copyOf(conversions);
    verdicts = List.copyOf(verdicts);
    losses = sorted(losses);
  }

  /**
   * What the cluster said of its pod range before anything was touched; a rollback puts it back.
   *
   * @param range {@code --cluster-cidr} of kube-controller-manager, or kubeadm's pod range; null if
   *     neither says anything
   * @param allocating whether kube-controller-manager allocated pod CIDRs
   */
  public record Before(@Nullable Cidr range, boolean allocating) {}

  /** The same plan, carried out with other settings. */
  public Plan with(Settings other) {
    return new Plan(
        clusterId, other, before, slots, waves, conversions, verdicts, losses, policies);
  }

  /** Policies that came after it was made, and that nobody enforces on Flannel nodes. */
  public Set<String> unshown(Observed world) {
    return PolicyLosses.beyond(
        losses.getOrDefault(Consent.UNENFORCED_POLICIES, Set.of()), world, settings.terms());
  }

  /** The slot with this number. */
  public Slot slot(int number) {
    return slots.get(number - 1);
  }

  /** The slot that replaces this node, if one does. */
  public Optional<Slot> slotOf(String nodeName) {
    return slots.stream()
        .filter(s -> s.replaces().stream().anyMatch(r -> r.nodeName().equals(nodeName)))
        .findFirst();
  }

  /** Whether the operator gives his word for a phase. */
  public boolean attests(PhaseName phase) {
    return settings.attested().contains(phase);
  }

  /** Whether the operator was shown that this pod's workload loses something, and consented. */
  public boolean covers(String code, PodFact pod) {
    return settings.accepted().contains(code)
        && losses.getOrDefault(code, Set.of()).contains(pod.workload());
  }

  /**
   * The verdicts that forbid to apply this plan: consents that were not given among them.
   *
   * @param until the last phase that is wanted; null for all
   */
  public List<Verdict> blocking(@Nullable PhaseName until) {
    return verdicts.stream()
        .filter(v -> v.forbids(until))
        .filter(v -> v.level() != Verdict.Level.CONSENT || !settings.accepted().contains(v.code()))
        .toList();
  }

  /** The last phase it can be carried out to; empty if nothing forbids the last of all. */
  public Optional<PhaseName> furthest() {
    return verdicts.stream()
        .filter(v -> v.level() == Verdict.Level.LATER)
        .map(Verdict::from)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .flatMap(PhaseName::previous);
  }

  private static Map<String, Set<String>> sorted(Map<String, Set<String>> losses) {
    SortedMap<String, Set<String>> sorted = new TreeMap<>();
    losses.forEach((code, workloads) ->
        sorted.put(code, Collections.unmodifiableSortedSet(new TreeSet<>(workloads))));
    return Collections.unmodifiableSortedMap(sorted);
  }
}
