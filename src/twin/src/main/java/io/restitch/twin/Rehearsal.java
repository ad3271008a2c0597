package io.restitch.twin;

import io.restitch.core.action.FabricAction;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Outcome;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.Openness;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.FlannelSpec;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.planner.Planner;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.event.Events;
import io.restitch.engine.loop.RunResult;
import io.restitch.twin.model.Blueprint;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One migration in the twin, from the look at the cluster to the last phase. Of the phases that the
 * operator attests, those before the workers are taken at his word: what they bring about is there
 * when the story begins. Those after the workers are still to come then; they are played as
 * restitch would bring them about.
 *
 * @param plan the plan that was carried out
 * @param done whether every phase that was wanted became true
 * @param why what it ended with
 */
public record Rehearsal(Plan plan, boolean done, String why) {
  private static final Duration LONGEST = Duration.ofDays(7);

  /**
   * Migrates. All promises are held against every effect and every change.
   *
   * @param blueprint the cluster
   * @param settings what the operator chooses; Calico's removal counts as confirmed
   * @param until the last phase that is wanted; null for all
   * @param seed decides everything that chance decides
   * @param events where to tell what happens
   */
  public static Rehearsal run(
      Blueprint blueprint, Settings settings, @Nullable PhaseName until, long seed, Events events) {
    Twin twin = new Twin(blueprint, seed);
    attest(twin, settings);
    twin.settle();
    Plan plan = Planner.plan(twin.look(), settings, twin.shapes());
    if (!plan.blocking(until).isEmpty()) {
      return new Rehearsal(
          plan,
          false,
          plan.blocking(until).stream().map(Rehearsal::words).collect(Collectors.joining("; ")));
    }
    Plan played = plan.with(settings.attesting(early(settings)));
    twin.ports().record().approve(played, "rehearsal");
    twin.ports().record().confirmRemoval();
    Faults none = new Faults(new Chance(seed, "faults"), Faults.Odds.NONE);
    try {
      RunResult result = new TwinRun(twin, played, until, events, none).run(LONGEST);
      boolean done = result.outcome() == Outcome.DONE || result.outcome() == Outcome.REACHED;
      return new Rehearsal(plan, done, result.why());
    } catch (IllegalStateException stuck) {
      return new Rehearsal(plan, false, String.valueOf(stuck.getMessage()));
    }
  }

  private static String words(Verdict v) {
    return v.subject() + ": " + v.message() + (v.remedy().isEmpty() ? "" : " → " + v.remedy());
  }

  private static Set<PhaseName> early(Settings settings) {
    return settings.attested().stream()
        .filter(p -> !PhaseName.WORKERS_REPLACED.before(p))
        .collect(Collectors.toSet());
  }

  private static void attest(Twin twin, Settings settings) {
    if (settings.attested().contains(PhaseName.IPAM_HELD)) {
      for (ControllerManagerFact m :
          twin.truth().world().platform().controllerManagers().values()) {
        twin.truth()
            .change(
                new Change.ControllerManagerSeen(
                    new ControllerManagerFact(
                        m.nodeName(), false, m.range(), m.nodeMask(), true, m.started())));
      }
    }
    bring(twin, settings, PhaseName.CALICO_FENCED, new FabricAction.SetFence(true));
    bring(
        twin,
        settings,
        PhaseName.FLANNEL_INSTALLED,
        new FabricAction.InstallFlannel(FlannelSpec.of(settings)));
    bring(
        twin, settings, PhaseName.BRIDGED, new FabricAction.InstallBridge(BridgeSpec.of(settings)));
    bring(
        twin,
        settings,
        PhaseName.BRIDGED,
        new FabricAction.SetPool(Optional.of(settings.network().podCidr())));
    if (settings.attested().contains(PhaseName.FLANNEL_INSTALLED)) {
      twin.truth().watch(seen -> openWhenAsked(twin, settings, seen));
    }
  }

  /** Whoever installed Flannel himself opens it to every node once restitch waits for that. */
  private static void openWhenAsked(Twin twin, Settings settings, Change seen) {
    boolean asked =
        seen instanceof Change.RecordSeen r
            && r.record().condition(PhaseName.UNBRIDGED).isPresent()
            && twin.truth().world().fabrics().openness() == Openness.RESTRICTED;
    if (asked) {
      bring(
          twin,
          settings,
          PhaseName.FLANNEL_INSTALLED,
          new FabricAction.OpenFabric(FlannelSpec.of(settings)));
    }
  }

  private static void bring(Twin twin, Settings settings, PhaseName phase, FabricAction action) {
    if (settings.attested().contains(phase)) {
      twin.ports().fabric().perform(action);
    }
  }
}
