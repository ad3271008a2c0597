package io.restitch.core.plan;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import java.util.Optional;
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
 */
public record Plan(
    String clusterId,
    Settings settings,
    Before before,
    List<Slot> slots,
    List<Wave> waves,
    List<Conversion> conversions,
    List<Verdict> verdicts) {
  public Plan {
    slots = List.copyOf(slots);
    waves = List.copyOf(waves);
    conversions = List.copyOf(conversions);
    verdicts = List.copyOf(verdicts);
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
    return new Plan(clusterId, other, before, slots, waves, conversions, verdicts);
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

  /** The verdicts that forbid to apply this plan: blocks, and consents that were not given. */
  public List<Verdict> blocking() {
    return verdicts.stream()
        .filter(v ->
            switch (v.level()) {
              case BLOCK -> true;
              case CONSENT -> !settings.accepted().contains(v.code());
              case OK, WARN -> false;
            })
        .toList();
  }
}
