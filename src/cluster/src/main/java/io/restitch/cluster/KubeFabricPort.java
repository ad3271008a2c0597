package io.restitch.cluster;

import io.restitch.cluster.act.CalicoFence;
import io.restitch.cluster.act.ConfiguredRanges;
import io.restitch.cluster.act.FlannelObjects;
import io.restitch.cluster.api.Api;
import io.restitch.core.action.FabricAction;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.FabricPort;
import java.util.List;

/**
 * {@link FabricPort} over the Kubernetes API. The bridge and Calico's removal are the operator's
 * work in this release: he attests those phases.
 */
public final class KubeFabricPort implements FabricPort {
  private final Permissions permissions;
  private final ConfiguredRanges ranges;
  private final CalicoFence fence;
  private final FlannelObjects flannel;

  public KubeFabricPort(Api api) {
    this.permissions = new Permissions(api);
    this.ranges = new ConfiguredRanges(api);
    this.fence = new CalicoFence(api);
    this.flannel = new FlannelObjects(api);
  }

  @Override
  public List<Change> perform(FabricAction action) {
    return switch (action) {
      case FabricAction.SetConfiguredRange a -> changing(() -> ranges.set(a.range()));
      case FabricAction.PutBackConfiguredRange a -> changing(ranges::putBack);
      case FabricAction.SetFence a -> changing(a.fenced() ? fence::raise : fence::lift);
      case FabricAction.InstallFlannel a -> changing(() -> flannel.install(a.spec()));
      case FabricAction.RemoveFlannel a -> changing(flannel::remove);
      case FabricAction.SetBridge a -> throw cannot(a);
      case FabricAction.SetPool a -> throw cannot(a);
      case FabricAction.SetPin a -> throw cannot(a);
      case FabricAction.RemoveCalicoObject a -> throw cannot(a);
      case FabricAction.OpenFabric a -> throw cannot(a);
    };
  }

  private List<Change> changing(Runnable change) {
    return permissions.changing(() -> {
      change.run();
      return List.of();
    });
  }

  private static RestitchException cannot(FabricAction action) {
    return new RestitchException(
        ErrorCode.BLOCKED,
        "this release cannot " + action.describe() + " on a real cluster",
        "do it by hand and name the phase under 'attested' in the settings, or end before it"
            + " with --until");
  }
}
