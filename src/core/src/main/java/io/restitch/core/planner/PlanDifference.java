package io.restitch.core.planner;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.plan.Carried;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a plan that was approved differs from one that would be made now. */
public final class PlanDifference {
  private PlanDifference() {}

  /**
   * What has moved, one line each, nothing that does not matter.
   *
   * @param approved the plan that was approved
   * @param fresh the plan that the same settings give now
   * @param until the last phase that is wanted; null for all
   */
  public static List<String> between(Plan approved, Plan fresh, @Nullable PhaseName until) {
    List<String> lines = new ArrayList<>();
    if (!approved.clusterId().equals(fresh.clusterId())) {
      lines.add("it is for another cluster (kube-system has UID " + approved.clusterId() + ")");
      return lines;
    }
    Map<String, Slot> before = byNode(approved);
    Map<String, Slot> now = byNode(fresh);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      Slot old = before.get(name);
      Slot current = now.get(name);
      if (old == null) {
        lines.add("worker " + name + " is new");
      } else if (current == null) {
        lines.add("worker " + name + " is gone, or is no longer on Calico");
      } else if (!old.shape().equals(current.shape())) {
        lines.add("the machine of worker " + name + " has another shape");
      } else if (!old.replaces().equals(current.replaces())) {
        lines.add(
            "labels, annotations or taints of worker "
                + name
                + " have changed: "
                + String.join(", ", CarriedDifference.between(carried(old), carried(current))));
      } else if (!old.podCidr().equals(current.podCidr())) {
        lines.add(
            "the replacement of worker "
                + name
                + " would get the pod CIDR "
                + current.podCidr()
                + ", not "
                + old.podCidr());
      }
    }
    provider(approved.settings().provider(), fresh.settings().provider(), lines);
    if (!approved.conversions().equals(fresh.conversions())) {
      lines.add(
          "the control planes have changed: "
              + names(fresh)
              + " now, "
              + names(approved)
              + " then");
    }
    if (!approved.before().equals(fresh.before())) {
      lines.add(
          "kube-controller-manager's flags have changed: "
              + words(fresh.before())
              + " now, "
              + words(approved.before())
              + " then");
    }
    fresh
        .losses()
        .forEach((code, workloads) -> {
          Set<String> shown = approved.losses().getOrDefault(code, Set.of());
          workloads.stream()
              .filter(workload -> !shown.contains(workload))
              .map(workload -> workload + " is new, and needs the consent " + code)
              .forEach(lines::add);
        });
    for (Verdict verdict : fresh.blocking(until)) {
      boolean known =
          approved.blocking(until).stream()
              .anyMatch(
                  v -> v.code().equals(verdict.code()) && v.subject().equals(verdict.subject()));
      if (!known) {
        lines.add("now forbidden: " + verdict.subject() + ": " + verdict.message());
      }
    }
    return lines;
  }

  private static void provider(
      Settings.Provider approved, Settings.Provider fresh, List<String> lines) {
    if (!approved.sha256().equals(fresh.sha256())) {
      lines.add(
          "the provider's executable "
              + fresh.path()
              + " has changed: its SHA-256 is "
              + fresh.sha256()
              + ", it was "
              + approved.sha256());
    }
  }

  private static List<Carried> carried(Slot slot) {
    return slot.replaces().stream().map(Source::carried).toList();
  }

  private static List<String> names(Plan plan) {
    return plan.conversions().stream().map(c -> c.nodeName() + " → " + c.podCidr()).toList();
  }

  private static String words(Plan.Before before) {
    return "--allocate-node-cidrs=" + before.allocating() + " --cluster-cidr=" + before.range();
  }

  private static Map<String, Slot> byNode(Plan plan) {
    Map<String, Slot> slots = new TreeMap<>();
    for (Slot slot : plan.slots()) {
      for (Source source : slot.replaces()) {
        slots.put(source.nodeName(), slot);
      }
    }
    return slots;
  }
}
