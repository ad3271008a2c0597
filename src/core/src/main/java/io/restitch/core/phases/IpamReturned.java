package io.restitch.core.phases;

import io.restitch.core.action.FabricAction.PutBackConfiguredRange;
import io.restitch.core.action.FabricAction.SetConfiguredRange;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.List;

/**
 * kube-controller-manager allocates again, from the new range; kubeadm's and kube-proxy's
 * configuration agree, and kube-proxy runs with it. Only when no Node's podCIDR is outside of it.
 *
 * <p>Backward, allocation is held first; then the configuration names again what it named before,
 * which may be nothing: kubeadm needs no {@code podSubnet}.
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
    if (!range.equals(view.world().fabrics().configuredRange().agreed())) {
      return Step.todo(
          "configuration names another range", List.of(new SetConfiguredRange(range)), List.of());
    }
    return ControllerManagers.bring(view, true, range);
  }

  @Override
  public Step backward(View view) {
    Step held = ControllerManagers.bring(view, false, view.plan().before().range());
    if (!held.holds()) {
      return held;
    }
    return view.world().fabrics().configuredRange().changed()
        ? Step.todo(
            "configuration names the new range", List.of(new PutBackConfiguredRange()), List.of())
        : Step.done("allocation is held again");
  }
}
