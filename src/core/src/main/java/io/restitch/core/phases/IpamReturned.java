package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.SetConfiguredRange;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.List;

/**
 * kube-controller-manager allocates again, from the new range; kubeadm's and kube-proxy's
 * configuration agree. Only when no Node's podCIDR is outside of it.
 */
public final class IpamReturned implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.IPAM_RETURNED;
  }

  @Override
  public Step forward(View view) {
    Cidr range = view.plan().settings().network().podCidr();
    List<String> outside = ControllerManagers.outside(view, range);
    if (!outside.isEmpty()) {
      return ControllerManagers.waitForNodes(outside, range);
    }
    if (!range.equals(view.world().fabrics().configuredRange())) {
      return Step.todo(
          "configuration names another range", List.of(new SetConfiguredRange(range)), List.of());
    }
    return ControllerManagers.bring(view, true, range);
  }

  @Override
  public Step backward(View view) {
    Cidr before = view.plan().before().range();
    Step held = ControllerManagers.bring(view, false, before);
    if (!held.holds() || before == null) {
      return held;
    }
    return before.equals(view.world().fabrics().configuredRange())
        ? Step.done("allocation is held again")
        : Step.todo(
            "configuration names the new range",
            List.of(new SetConfiguredRange(before)),
            List.of());
  }
}
