package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.wiring.Session;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.planner.PlanDifference;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.document.Spelling;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What several commands do with plans. */
final class Planning {
  private Planning() {}

  /** Looks, asks the provider for shapes, plans. */
  static Plan fresh(Cli cli, Session session, Settings settings) {
    Settings pinned = session.pinned(settings);
    Observed world = session.observe(settings);
    return cli.wiring().plan(world, pinned, session.shapes(pinned, world));
  }

  /** Refuses a plan that was made for another cluster. */
  static void sameCluster(Plan plan, Session session) {
    String here = session.cluster().id();
    if (!plan.clusterId().equals(here)) {
      throw new RestitchException(
          ErrorCode.STALE_PLAN,
          "this plan was made for another cluster: it names "
              + plan.clusterId()
              + ", and "
              + session.name()
              + " is "
              + here,
          "choose the right --context, or make a plan for this cluster");
    }
  }

  /** Asks whether to change this cluster, by its name. */
  static void confirm(Cli cli, Session session, boolean yes, String what) {
    cli.confirm(
        "%s\n%s is at %s, and its namespace kube-system has UID %s. Type %s to go on:"
            .formatted(
                what, session.name(), session.server(), session.cluster().id(), session.name()),
        yes,
        session.name());
  }

  /** Refuses a saved plan that is not what would be planned now. */
  static void current(Plan saved, Plan fresh, @Nullable PhaseName until) {
    List<String> differences = PlanDifference.between(saved, fresh, until);
    if (!differences.isEmpty()) {
      throw new RestitchException(
          ErrorCode.STALE_PLAN,
          "this plan is not what would be planned now:\n  " + String.join("\n  ", differences),
          "make it again with `restitch plan --out`, and look at it again");
    }
  }

  /** The phase of this name; null for none. */
  static @Nullable PhaseName phase(@Nullable String name) {
    if (name == null) {
      return null;
    }
    List<String> known = Arrays.stream(PhaseName.values()).map(PhaseName::condition).toList();
    return PhaseName.find(name)
        .orElseThrow(() ->
            new RestitchException(
                ErrorCode.BAD_USAGE,
                "there is no phase '" + name + "'",
                Spelling.suggest(name, known)));
  }
}
