package io.restitch.core.check;

import io.restitch.core.plan.Settings.Each;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the settings say of single machines is said of nodes that there are: for a name that is
 * mistyped, another machine would be reached, or with another key.
 */
final class HostNames implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    Each each = subject.settings().hosts().each();
    Map<String, SortedSet<String>> named = new TreeMap<>();
    each.at().keySet().forEach(n -> fields(named, n).add("hosts.at"));
    each.keys().keySet().forEach(n -> fields(named, n).add("hosts.keys"));
    each.jumps().keySet().forEach(n -> fields(named, n).add("hosts.jumps"));
    named.keySet().removeAll(subject.world().nodes().keySet());
    return named.entrySet().stream()
        .map(e ->
            Check.block(
                "unknown-host",
                "node " + e.getKey(),
                "there is none, and " + String.join(", ", e.getValue()) + " name it",
                "write it as kubectl get nodes does, or leave it away"))
        .toList();
  }

  private static SortedSet<String> fields(Map<String, SortedSet<String>> named, String node) {
    return named.computeIfAbsent(node, n -> new TreeSet<>());
  }
}
