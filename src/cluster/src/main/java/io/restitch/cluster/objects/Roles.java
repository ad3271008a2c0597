package io.restitch.cluster.objects;

import java.util.Locale;

/**
 * Roles that Calico's operator made under names that nobody knows beforehand: no right to read or
 * delete one can be given, and they are found in lists.
 */
public final class Roles {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

  private Roles() {}

  /** The list of all of a kind: {@code ClusterRole}, or {@code ClusterRoleBinding}. */
  static String all(String kind) {
    return RBAC + kind.toLowerCase(Locale.ROOT) + "s";
  }

  /**
   * The list that only this one is in.
   *
   * @param item as {@link CalicoInventory} lists it
   */
  public static String only(String item) {
    int slash = item.indexOf('/');
    return all(item.substring(0, slash))
        + "?fieldSelector=metadata.name%3D"
        + item.substring(slash + 1);
  }
}
