package io.restitch.twin;

import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.planner.Planner;
import io.restitch.core.verdict.Consent;
import io.restitch.twin.model.Blueprint;
import java.util.Set;

/** A twin with an approved plan, ready to run. */
record Migrations(Twin twin, Plan plan, long notReadyAtStart) {
  static final Settings SETTINGS =
      Settings.DEFAULT.accepting(
          Set.of(
              Consent.LONE_PODS,
              Consent.UNENFORCED_POLICIES,
              Consent.EMPTYDIR_DATA,
              Consent.LOCAL_VOLUMES,
              "single-control-plane"));

  static Migrations of(Blueprint blueprint, long seed) {
    return of(blueprint, SETTINGS, seed);
  }

  static Migrations of(Blueprint blueprint, Settings settings, long seed) {
    Twin twin = new Twin(blueprint, seed).settle();
    Plan plan = Planner.plan(twin.look(), settings, twin.shapes());
    long notReady =
        twin.truth().world().workloads().pods().all().stream()
            .filter(p -> !p.terminal() && !p.status().ready())
            .count();
    Migrations ready = new Migrations(twin, plan, notReady);
    ready.approveAgain();
    return ready;
  }

  /** Approves the plan as if nobody had begun with it. */
  void approveAgain() {
    twin.ports().record().approve(plan, "plan-hash");
    twin.ports().record().confirmRemoval();
  }
}
