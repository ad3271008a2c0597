package io.restitch.core.kubelet;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A setting of a kubelet as the value of its flag: words with commas between them, {@code
 * name=value} for tables, and {@code name<value} for eviction thresholds (kubelet {@code
 * cmd/kubelet/app/options}).
 */
public final class KubeletFlag {
  private static final Set<KubeletSetting> THRESHOLDS =
      EnumSet.of(KubeletSetting.EVICTION_HARD, KubeletSetting.EVICTION_SOFT);

  private KubeletFlag() {}

  /** The flag's name, without dashes; nothing if there is none of this meaning. */
  public static Optional<String> name(KubeletSetting setting) {
    return Optional.of(setting.flag()).filter(f -> !f.isEmpty());
  }

  /**
   * The flag's value; nothing if it cannot be written as one.
   *
   * @param said what a kubelet says, as {@link io.restitch.core.fact.KubeletFact} holds it
   */
  public static Optional<String> value(KubeletSetting setting, String said) {
    if (said.startsWith("{") && said.endsWith("}")) {
      String sign = THRESHOLDS.contains(setting) ? "<" : "=";
      return entries(said).map(all -> String.join(",", pairs(all, sign)));
    }
    if (said.startsWith("[") && said.endsWith("]")) {
      return said.contains("{")
          ? Optional.empty()
          : entries(said)
              .map(all -> all.stream().map(KubeletFlag::bare).collect(Collectors.joining(",")));
    }
    return Optional.of(bare(said));
  }

  /** What stands between the brackets; nothing if a comma or a bracket stands in a value. */
  private static Optional<List<String>> entries(String said) {
    String inner = said.substring(1, said.length() - 1);
    List<String> all = new ArrayList<>(List.of(inner.split(",\\s*")));
    boolean plain =
        all.stream().allMatch(e -> e.chars().filter(c -> c == '"').count() % 2 == 0)
            && inner.chars().noneMatch(c -> c == '{' || c == '[');
    return plain ? Optional.of(all) : Optional.empty();
  }

  private static List<String> pairs(List<String> entries, String sign) {
    return entries.stream()
        .map(e -> e.split(":\\s*", 2))
        .map(e -> e[0] + sign + bare(e[1]))
        .toList();
  }

  private static String bare(String json) {
    return json.length() > 1 && json.startsWith("\"") && json.endsWith("\"")
        ? json.substring(1, json.length() - 1)
        : json;
  }
}
