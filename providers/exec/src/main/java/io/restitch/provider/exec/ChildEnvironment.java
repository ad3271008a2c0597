package io.restitch.provider.exec;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The few variables a provider inherits; everything else in ours stays ours. */
final class ChildEnvironment {
  private static final Set<String> ALWAYS = Set.of("PATH", "HOME", "LANG", "TMPDIR");
  private static final String PREFIX = "RESTITCH_PROVIDER_";

  private ChildEnvironment() {}

  static Map<String, String> of(Map<String, String> ours, Set<String> named) {
    Map<String, String> child = new TreeMap<>(ours);
    child
        .keySet()
        .removeIf(variable ->
            !ALWAYS.contains(variable)
                && !named.contains(variable)
                && !variable.startsWith(PREFIX));
    return child;
  }
}
