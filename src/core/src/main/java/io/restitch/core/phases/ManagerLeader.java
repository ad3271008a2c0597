package io.restitch.core.phases;

import io.restitch.core.decision.Wait;
import io.restitch.core.fact.ControllerManagerFact;
import io.restitch.core.fact.ManagerLeaseFact;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Which of the kube-controller-managers that have the right flags leads.
 *
 * <ol>
 *   <li>Without a Lease nobody is asked for: with {@code --leader-elect=false}, or another {@code
 *       --leader-elect-resource-name}, there is none of this name.
 *   <li>Its holder must be the machine of one of these. Host names are compared, since that is all
 *       a holder tells of itself.
 *   <li>That machine must have taken it since its present container was started. An older one is
 *       that of the process before, with the flags of then: a process that ends keeps its Lease,
 *       which runs out 15 s later ({@code --leader-elect-lease-duration}).
 * </ol>
 *
 * <p>The container's start and not the mirror pod's making is what counts: a mirror pod is made
 * anew, around the same process, when someone deletes it, or its Node as our conversion does.
 *
 * @param lease the Lease, if there is one
 * @param holder its holder, if that is one of these
 */
record ManagerLeader(Optional<ManagerLeaseFact> lease, Optional<ControllerManagerFact> holder) {
  /**
   * How much later than the Lease a start may be dated: both are of one machine's clock, which may
   * have been set meanwhile, and a runtime notes a start when the process already runs. If that
   * hides the Lease of a process that led for less, the phase is true 15 s too early, and no
   * process with other flags is there to take it.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private static final String LEFT_OVER =
      "; with --leader-elect=false nobody uses the Lease: delete it";

  /** Looks among those that have the right flags, which are all there are. */
  static ManagerLeader among(
      Collection<ControllerManagerFact> all, Optional<ManagerLeaseFact> lease) {
    return new ManagerLeader(
        lease, lease.flatMap(l -> all.stream().filter(m -> l.heldOn(m.nodeName())).findFirst()));
  }

  /** The control plane on which it runs; nothing if no Lease says so. */
  Optional<String> name() {
    return holder.map(ControllerManagerFact::nodeName);
  }

  /** What is waited for until one of them leads; nothing if one does, or none is asked for. */
  Optional<Wait> missing() {
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    if (holder.isEmpty()) {
      return Optional.of(strange(lease.get()));
    }
    Instant started = holder.get().started();
    boolean leads = started != null && !lease.get().acquired().isBefore(started.minus(TOLERANCE));
    return leads ? Optional.empty() : Optional.of(former(holder.get().nodeName()));
  }

  private static Wait former(String node) {
    return wait(
        "node " + node,
        "the Lease is still that of the kube-controller-manager that ran here before",
        "it runs out in 15 s; if this lasts longer than a minute, look why none takes it: "
            + "kubectl -n kube-system logs kube-controller-manager-"
            + node
            + LEFT_OVER);
  }

  private static Wait strange(ManagerLeaseFact lease) {
    String look = "kubectl -n kube-system get lease kube-controller-manager -o yaml";
    return lease.holder().isEmpty()
        ? wait(
            "kube-controller-manager",
            "none leads",
            "if this lasts longer than a minute, look at the Lease: " + look + LEFT_OVER)
        : wait(
            "kube-controller-manager",
            "on " + lease.holder() + " leads one whose flags cannot be seen",
            "stop it, or bring its mirror pod back; if that is the host name of a control plane"
                + " whose Node is called otherwise, attest the phase: "
                + look
                + LEFT_OVER);
  }

  private static Wait wait(String subject, String reason, String remedy) {
    return new Wait("controller-manager-leads", subject, reason, remedy);
  }
}
