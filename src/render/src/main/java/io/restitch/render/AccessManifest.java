package io.restitch.render;

import io.restitch.core.plan.Settings.Join;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The roles that restitch runs under: a ClusterRole, and a Role for each namespace it works in. */
public final class AccessManifest {
  /** Who carries out a plan; what it may besides to read is in it. */
  private static final String RESTITCH = "restitch";

  /** Who only looks and plans. */
  private static final String VIEWER = "restitch-viewer";

  private AccessManifest() {}

  /**
   * The roles by their name, as YAML documents, with no right that is not needed.
   *
   * @param join how machines join
   * @param enforcing whether Flannel comes with what enforces policies
   */
  public static SortedMap<String, String> of(Join join, boolean enforcing) {
    Map<String, String> asked =
        Map.of(
            "join", join.how().name().toLowerCase(Locale.ROOT),
            "approveServing", String.valueOf(join.approveServing()),
            "enforcing", String.valueOf(enforcing));
    SortedMap<String, String> roles = new TreeMap<>();
    roles.put(RESTITCH, Manifest.fill("access", "clusterrole.yaml", asked, Map.of()));
    roles.put(VIEWER, Manifest.fill("access", "viewer.yaml", Map.of(), Map.of()));
    return Collections.unmodifiableSortedMap(roles);
  }
}
