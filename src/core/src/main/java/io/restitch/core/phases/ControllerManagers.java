package io.restitch.core.phases;

import io.restitch.core.action.Action;
import io.restitch.core.action.HostAction.SetControllerManager;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.MachineState.ManagerFlags;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings every kube-controller-manager to the same flags, one control plane at a time, since only
 * the leader acts and any standby may become it.
 *
 * <ol>
 *   <li>While flags are being changed, on any machine, nothing else is decided.
 *   <li>The first control plane whose manifest has other flags gets these. It is waited for until
 *       its mirror pod shows them and is ready; then the next one's turn comes.
 *   <li>Control planes without a mirror pod are waited for.
 *   <li>It is true when one of these processes leads ({@link ManagerLeader}).
 * </ol>
 */
final class ControllerManagers {
  /** Name of the task that changes flags, as machines show it while it runs. */
  private static final String TASK = "set-controller-manager";

  private ControllerManagers() {}

  /**
   * @param allocate what {@code --allocate-node-cidrs} is to be
   * @param range what {@code --cluster-cidr} is to be; null leaves it
   */
  static Step bring(View view, boolean allocate, @Nullable Cidr range) {
    Wanted wanted = new Wanted(allocate, range);
    Collection<ControllerManagerFact> all = view.world().platform().controllerManagers().values();
    if (all.isEmpty()) {
      return Step.waiting(
          "no kube-controller-manager is seen",
          new Wait(
              "controller-managers-unseen",
              "kube-controller-manager",
              "its flags cannot be seen",
              "if the control plane is hosted elsewhere, attest the phase"));
    }
    List<Wait> changing = changing(view);
    if (!changing.isEmpty()) {
      return Step.waiting("flags are being changed", changing);
    }
    Optional<Step> next =
        all.stream().flatMap(one -> bring(view, one, wanted).stream()).findFirst();
    if (next.isPresent()) {
      return next.get();
    }
    List<Wait> unseen = unseen(view, all);
    if (!unseen.isEmpty()) {
      return Step.waiting(unseen.size() + " kube-controller-managers are not seen", unseen);
    }
    ManagerLeader leader = ManagerLeader.among(all, view.world().managerLease());
    Optional<Wait> leaderless = leader.missing();
    if (leaderless.isPresent()) {
      return Step.waiting("none with these flags leads", leaderless.get());
    }
    return Step.done(
        "%s on %d control planes%s"
            .formatted(
                wanted.words(),
                all.size(),
                leader.name().map(n -> ", " + n + " leads").orElse("")));
  }

  /** Flags as they are to be; a range that is null may be any. */
  private record Wanted(boolean allocate, @Nullable Cidr range) {
    boolean are(boolean allocates, @Nullable Cidr has) {
      return allocates == allocate && (range == null || range.equals(has));
    }

    String words() {
      return "--allocate-node-cidrs="
          + allocate
          + (range == null ? "" : " --cluster-cidr=" + range);
    }
  }

  /** What is still to come for one of them; nothing once it runs with these flags. */
  private static Optional<Step> bring(View view, ControllerManagerFact one, Wanted wanted) {
    String node = one.nodeName();
    boolean shown = wanted.are(one.allocateNodeCidrs(), one.range());
    ManagerFlags manifest = manifest(view, node);
    boolean written = manifest == null ? shown : wanted.are(manifest.allocate(), manifest.range());
    if (!written) {
      return Optional.of(
          Step.todo(
              node + " has other flags",
              List.of(new SetControllerManager(node, wanted.allocate(), wanted.range())),
              List.of()));
    }
    if (!shown) {
      return Optional.of(
          Step.waiting(
              node + " runs with other flags yet",
              new Wait(
                  "controller-manager-restarts",
                  "node " + node,
                  "its manifest is changed, its mirror pod does not show it yet",
                  "a kubelet that is stopped does not read manifests: look at it if this lasts"
                      + " longer than a minute")));
    }
    return one.ready()
        ? Optional.empty()
        : Optional.of(
            Step.waiting(
                node + " is not ready",
                Wait.of(
                    "controller-manager-ready",
                    "node " + node,
                    "its kube-controller-manager restarts")));
  }

  private static @Nullable ManagerFlags manifest(View view, String node) {
    HostFact host = view.world().platform().hosts().get(node);
    return host == null || host.problem().isPresent() ? null : host.machine().manager();
  }

  /**
   * Changes under way, of this run or left by one that was killed: what a mirror pod shows is about
   * to be no longer true, whichever way we go now.
   */
  private static List<Wait> changing(View view) {
    List<String> nodes = new ArrayList<>();
    for (Action action : view.busy().running().values()) {
      if (action instanceof SetControllerManager set) {
        nodes.add(set.node());
      }
    }
    for (HostFact host : view.world().platform().hosts().values()) {
      if (host.machine().task().equals(TASK) && !nodes.contains(host.nodeName())) {
        nodes.add(host.nodeName());
      }
    }
    return nodes.stream()
        .map(n ->
            Wait.of(
                "controller-manager-changing",
                "node " + n,
                "the flags of its kube-controller-manager are being changed"))
        .toList();
  }

  /** A standby that is not seen may become the leader with whatever flags it has. */
  private static List<Wait> unseen(View view, Collection<ControllerManagerFact> all) {
    List<String> seen = all.stream().map(ControllerManagerFact::nodeName).toList();
    return view.plan().conversions().stream()
        .map(Conversion::nodeName)
        .filter(n -> !seen.contains(n) && view.world().node(n).isPresent())
        .map(n -> unseen(view, n))
        .toList();
  }

  /** One that restarts is not seen for half a minute; its manifest says that it comes back. */
  private static Wait unseen(View view, String node) {
    return manifest(view, node) != null
        ? Wait.of(
            "controller-manager-restarts",
            "node " + node,
            "its kube-controller-manager restarts, and has no mirror pod at this moment")
        : new Wait(
            "controller-managers-unseen",
            "node " + node,
            "the flags of its kube-controller-manager cannot be seen",
            "bring its mirror pod back; if none runs there, attest the phase");
  }

  /**
   * Nodes whose pod CIDR is outside a range. While there is one, an allocating
   * kube-controller-manager with that range exits at its next start (NewCIDRRangeAllocator).
   */
  static List<String> outside(View view, Cidr range) {
    return view.world().nodes().values().stream()
        .filter(n -> n.spec().podCidrs().stream().anyMatch(c -> !range.contains(c)))
        .map(NodeFact::name)
        .toList();
  }

  static Step waitForNodes(List<String> nodes, Cidr range) {
    return Step.waiting(
        "pod CIDRs outside " + range,
        nodes.stream()
            .map(n ->
                new Wait(
                    "pod-cidr-outside",
                    "node " + n,
                    "its pod CIDR is outside "
                        + range
                        + "; kube-controller-manager would exit at its next start",
                    "if nobody replaces it: drain it, and delete the Node; what is attested is the"
                        + " operator's to do and to undo"))
            .toList());
  }
}
