package io.restitch.core.kubelet;

import io.restitch.core.Fingerprint;
import io.restitch.core.fact.KubeletFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * In what the kubelet of a new machine is set up otherwise than the one it stands in for.
 *
 * @param differences all differences, in the order of {@link KubeletSetting}
 */
public record Unlikeness(List<Difference> differences) {
  private static final String UNSET = "unset";

  public Unlikeness {
    differences = List.copyOf(differences);
  }

  /**
   * One difference.
   *
   * @param setting such as {@code maxPods}
   * @param here its value on the new machine, as JSON, or {@code unset}
   * @param there its value on the old one
   */
  public record Difference(String setting, String here, String there) {
    @Override
    public String toString() {
      return setting + " is " + here + ", there " + there;
    }
  }

  /**
   * Compares.
   *
   * @param here the new machine's kubelet, which could be read
   * @param there the old one's, which could be read
   * @param chosen flags that the plan gives to new machines, without dashes: what they set was
   *     shown in it and is meant to differ
   */
  public static Unlikeness between(KubeletFact here, KubeletFact there, Set<String> chosen) {
    List<Difference> differences = new ArrayList<>();
    for (KubeletSetting setting : KubeletSetting.values()) {
      String path = setting.path();
      String one = here.settings().getOrDefault(path, UNSET);
      String other = there.settings().getOrDefault(path, UNSET);
      if (!one.equals(other) && !chosen.contains(setting.flag())) {
        differences.add(new Difference(path, one, other));
      }
    }
    return new Unlikeness(differences);
  }

  /** Whether there is no difference. */
  public boolean none() {
    return differences.isEmpty();
  }

  /** Each setting with both values, on one line. */
  public String text() {
    return differences.stream().map(Difference::toString).collect(Collectors.joining("; "));
  }

  /** Eight digits, the same for the same differences of other machines. */
  public String digest() {
    return Fingerprint.of(text());
  }
}
