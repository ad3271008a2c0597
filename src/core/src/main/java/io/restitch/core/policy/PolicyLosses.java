package io.restitch.core.policy;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PolicyKind;
import io.restitch.core.fact.PolicyKind.Role;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Policies by name that somebody enforces and nobody will, such as {@code NetworkPolicy shop/db}.
 */
public final class PolicyLosses {
  private PolicyLosses() {}

  /** What is said of a policy that came after the plan. */
  public static String words(String unshown) {
    return unshown + " is new: the plan does not show it, and nobody enforces it on Flannel nodes";
  }

  /** Those that a migration of this cluster leaves unenforced: a consent covers these. */
  public static SortedSet<String> of(Observed world, Terms terms) {
    return named(world, Ledger.of(world, terms).lost()::contains);
  }

  /**
   * Those that nobody enforces on Flannel nodes while Felix does on Calico's, and that are not
   * among these. For as long as Calico is installed.
   *
   * @param shown the names that were shown when the plan was approved
   */
  public static SortedSet<String> beyond(Collection<String> shown, Observed world, Terms terms) {
    Enforcers enforcers = new Enforcers(world, terms);
    SortedSet<String> names =
        named(
            world,
            kind ->
                kind.role() == Role.POLICY
                    && !enforcers.of(kind, Stage.MIXED, Fabric.CALICO).missing()
                    && enforcers.of(kind, Stage.MIXED, Fabric.FLANNEL).missing());
    names.removeAll(shown);
    return names;
  }

  private static SortedSet<String> named(Observed world, Predicate<PolicyKind> which) {
    SortedSet<String> names = new TreeSet<>();
    world
        .policies()
        .objects()
        .forEach((kind, objects) -> {
          if (which.test(kind)) {
            objects.forEach(name -> names.add(kind.word() + " " + name));
          }
        });
    return names;
  }
}
