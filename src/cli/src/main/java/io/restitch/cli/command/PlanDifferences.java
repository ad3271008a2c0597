package io.restitch.cli.command;

import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What has changed between two plans of one cluster, in words. */
final class PlanDifferences {
  private PlanDifferences() {}

  /** Old against new; empty if they ask for the same. Warnings that come and go do not count. */
  static List<String> between(Plan old, Plan now) {
    List<String> all = new ArrayList<>();
    if (!old.before().equals(now.before())) {
      all.add("the pod range was " + old.before().range() + ", is " + now.before().range());
    }
    compare("slot for", slots(old), slots(now), all);
    compare("conversion of", conversions(old), conversions(now), all);
    if (!old.waves().equals(now.waves()) && all.isEmpty()) {
      all.add("the waves are others: " + waves(old) + ", now " + waves(now));
    }
    List<Verdict> before = old.blocking();
    now.blocking().stream()
        .filter(v -> before.stream().noneMatch(b -> key(b).equals(key(v))))
        .forEach(v -> all.add("new: " + key(v) + ": " + v.message()));
    if (!old.settings().provider().equals(now.settings().provider())) {
      all.add("the provider's executable or settings are others");
    }
    return all;
  }

  private static String key(Verdict v) {
    return v.code() + " " + v.subject();
  }

  private static String waves(Plan plan) {
    return plan.waves().stream().map(w -> w.slots().toString()).collect(Collectors.joining());
  }

  private static Map<String, String> slots(Plan plan) {
    Map<String, String> all = new TreeMap<>();
    for (Slot slot : plan.slots()) {
      String nodes =
          slot.replaces().stream().map(Source::nodeName).sorted().collect(Collectors.joining(", "));
      all.put(
          nodes,
          "number %d, %s, %s in %s"
              .formatted(slot.number(), slot.podCidr(), slot.shape().type(), slot.shape().zone()));
    }
    return all;
  }

  private static Map<String, String> conversions(Plan plan) {
    return plan.conversions().stream()
        .collect(
            Collectors.toMap(
                Conversion::nodeName, c -> c.podCidr().toString(), (a, b) -> a, TreeMap::new));
  }

  private static void compare(
      String what, Map<String, String> old, Map<String, String> now, List<String> all) {
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String before = old.get(name);
      String after = now.get(name);
      if (before == null) {
        all.add(what + " " + name + ": new");
      } else if (after == null) {
        all.add(what + " " + name + ": no longer needed");
      } else if (!before.equals(after)) {
        all.add(what + " " + name + ": was " + before + "; now " + after);
      }
    }
  }
}
