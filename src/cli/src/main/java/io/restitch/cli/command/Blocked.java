package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.plan.Plan;
import io.restitch.core.verdict.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what stands in the way of a plan. */
final class Blocked {
  private Blocked() {}

  /**
   * Tells it, if there is anything.
   *
   * @param until the last phase that is wanted; null for all
   * @return whether there is
   */
  static boolean tell(Cli cli, Plan plan, @Nullable PhaseName until) {
    return tell(cli, plan.blocking(until));
  }

  /** Tells these findings, if there are any; whether there are. */
  static boolean tell(Cli cli, List<Verdict> found) {
    if (!found.isEmpty()) {
      cli.say("restitch: " + count(found) + ":");
      for (Verdict v : found) {
        cli.say("  " + v.code() + " " + v.subject() + ": " + v.message());
        if (!v.remedy().isEmpty()) {
          cli.say("  → " + v.remedy());
        }
      }
    }
    return !found.isEmpty();
  }

  /** How many they are. */
  static String count(List<Verdict> found) {
    return found.size() == 1
        ? "1 finding stands in the way"
        : found.size() + " findings stand in the way";
  }
}
