package io.restitch.core.phases;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import java.util.List;

/**
 * No kube-controller-manager allocates pod CIDRs: restitch hands them out.
 *
 * <p>Without this, kube-controller-manager exits at its next start as soon as one Node's podCIDR is
 * outside {@code --cluster-cidr} ({@code pkg/controller/nodeipam/ipam/range_allocator.go},
 * NewCIDRRangeAllocator). Has to stay true until IpamReturned starts.
 */
public final class IpamHeld implements Phase {
  @Override
  public PhaseName name() {
    return PhaseName.IPAM_HELD;
  }

  @Override
  public Step forward(View view) {
    return ControllerManagers.bring(view, false, null);
  }

  @Override
  public Step backward(View view) {
    Plan.Before before = view.plan().before();
    if (!before.allocating()) {
      return Step.done("pod CIDRs were not allocated before either");
    }
    Cidr range = before.range();
    if (range != null) {
      List<String> outside = ControllerManagers.outside(view, range);
      if (!outside.isEmpty()) {
        return ControllerManagers.waitForNodes(outside, range);
      }
    }
    return ControllerManagers.bring(view, true, range);
  }
}
