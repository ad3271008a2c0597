package io.restitch.core.guard;

import io.restitch.core.action.Action;
import io.restitch.core.action.FabricAction.InstallFlannel;
import io.restitch.core.action.FabricAction.SetFence;
import io.restitch.core.condition.Condition;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import io.restitch.core.phase.Kept;
import io.restitch.core.phase.View;
import io.restitch.core.plan.FlannelSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody may take away what restitch put on other people's objects: the fence around Calico, or
 * what keeps Flannel, the kube-proxies, and Multus and its copy to nodes of their own.
 *
 * <ol>
 *   <li>It is down if its phase is recorded as true, has to stay so, and is seen not to be. Before
 *       that it is simply not up yet, and afterwards it is not wanted any more.
 *   <li>While it is down, that is said, with the object, who wrote it last, and how he is kept from
 *       it. Nothing else is begun: the phase comes first again, and no Node is deleted to be posted
 *       as green.
 *   <li>It is put back at once, whatever else is under way, a control plane in change or a rollback
 *       among them.
 *   <li>If it came down more than {@value #OFTEN} times in ten minutes, it is not put back until
 *       that is no longer so: whoever takes it away would do so again, and each time Calico's
 *       agents would be started on green nodes and stopped.
 * </ol>
 */
public final class Guard {
  private static final int OFTEN = 3;
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final View view;

  public Guard(View view) {
    this.view = view;
  }

  /** What is down, and why that matters. */
  public List<Wait> waits() {
    return Stream.of(Part.FENCE, Part.FLANNEL).flatMap(part -> waits(part).stream()).toList();
  }

  /** That this is down, if it is. */
  public List<Wait> waits(Part part) {
    return down(part) ? List.of(wait(part)) : List.of();
  }

  /** What puts back what is down; nothing as long as that would be a fight. */
  public List<Action> upkeep() {
    return Stream.of(Part.FENCE, Part.FLANNEL).flatMap(part -> upkeep(part).stream()).toList();
  }

  /** What puts this back if it is down; nothing as long as that would be a fight. */
  public List<Action> upkeep(Part part) {
    return down(part) && restful(part).isEmpty() ? List.of(action(part)) : List.of();
  }

  private Action action(Part part) {
    return part == Part.FENCE
        ? new SetFence(true)
        : new InstallFlannel(FlannelSpec.of(view.plan().settings()));
  }

  private boolean down(Part part) {
    boolean wasTrue =
        view.record()
            .condition(part.phase())
            .filter(c -> c.status() == Condition.Status.TRUE)
            .isPresent();
    return wasTrue && Kept.live(part.phase(), view) && !stands(part);
  }

  private boolean stands(Part part) {
    if (part == Part.FENCE) {
      return view.world().fabrics().calico().fenced();
    }
    FlannelFact flannel = view.world().fabrics().flannel();
    return flannel.installed() && flannel.restricted();
  }

  /** Until when it is left as it is; empty: it is put back. */
  private Optional<Instant> restful(Part part) {
    List<Instant> times = view.world().reversals().since(part, view.world().now().minus(WITHIN));
    return times.size() <= OFTEN
        ? Optional.empty()
        : Optional.of(times.get(times.size() - OFTEN - 1).plus(WITHIN));
  }

  private Wait wait(Part part) {
    Optional<TouchedFact> changed =
        view.world().fabrics().touched().stream()
            .filter(t -> t.part() == part && !t.stands())
            .findFirst();
    return new Wait(
        "taken-away",
        changed.map(TouchedFact::object).orElse(part == Part.FENCE ? "Calico" : "Flannel"),
        what(part)
            + changed.map(Guard::by).orElse("")
            + strays(part)
            + "; no machine is made meanwhile, and "
            + putBack(part),
        remedy(changed));
  }

  private static String what(Part part) {
    return part == Part.FENCE
        ? "it no longer keeps Calico's agents off green nodes"
        : "Flannel, or what was copied for green nodes, no longer keeps to nodes of its own";
  }

  private static String by(TouchedFact changed) {
    TouchedFact.Writer writer = changed.writer();
    return writer == null
        ? ""
        : " (last written by " + writer.manager() + " at " + writer.at() + ")";
  }

  /** Where Calico's agents already are, and write their network's configuration. */
  private String strays(Part part) {
    List<String> green =
        view.world().fabrics().calico().agentNodes().stream()
            .filter(n -> view.world().node(n).filter(Guard::green).isPresent())
            .toList();
    return part == Part.FLANNEL || green.isEmpty()
        ? ""
        : ", and they run on " + String.join(", ", green);
  }

  private static boolean green(NodeFact node) {
    return node.fabric() == Fabric.FLANNEL;
  }

  private String putBack(Part part) {
    return restful(part)
        .map(until ->
            "it is not put back before "
                + until
                + ", for it was taken away more than "
                + OFTEN
                + " times in "
                + WITHIN.toMinutes()
                + " minutes")
        .orElse("it is being put back");
  }

  private static String remedy(Optional<TouchedFact> changed) {
    List<String> rest =
        changed.stream().flatMap(t -> t.keepers().stream()).map(Keeper::rest).toList();
    if (!rest.isEmpty()) {
      return "keep others from it: " + String.join("; ", rest);
    }
    return "find who writes it (kubectl get -o yaml --show-managed-fields), and keep him from it"
        + " until Verified";
  }
}
