package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.plan.Plan;
import io.restitch.core.verdict.Verdict;

/** Says what stands in the way of a plan. */
final class Blocked {
  private Blocked() {}

  static void tell(Cli cli, Plan plan) {
    cli.say("restitch: " + plan.blocking().size() + " findings stand in the way:");
    for (Verdict v : plan.blocking()) {
      cli.say("  " + v.code() + " " + v.subject() + ": " + v.message());
      if (!v.remedy().isEmpty()) {
        cli.say("  → " + v.remedy());
      }
      if (v.level() == Verdict.Level.CONSENT) {
        cli.say("  → or accept it with --accept " + v.code());
      }
    }
  }
}
