package io.restitch.cluster;

import io.restitch.cluster.act.BridgeObjects;
import io.restitch.cluster.act.CalicoFence;
import io.restitch.cluster.act.CalicoRemoval;
import io.restitch.cluster.act.ConfiguredRanges;
import io.restitch.cluster.act.FlannelObjects;
import io.restitch.cluster.act.ProbeObjects;
import io.restitch.cluster.act.SourcePool;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.core.action.FabricAction;
import io.restitch.core.fact.Change;
import io.restitch.engine.port.FabricPort;
import java.util.List;

/** {@link FabricPort} over the Kubernetes API. */
public final class KubeFabricPort implements FabricPort {
  private final Permissions permissions;
  private final ConfiguredRanges ranges;
  private final CalicoFence fence;
  private final FlannelObjects flannel;
  private final ProbeObjects probes;
  private final BridgeObjects bridge;
  private final SourcePool pool;
  private final CalicoInventory inventory;
  private final CalicoRemoval removal;

  public KubeFabricPort(Api api) {
    this.permissions = new Permissions(api);
    this.ranges = new ConfiguredRanges(api);
    this.fence = new CalicoFence(api);
    this.flannel = new FlannelObjects(api);
    this.probes = new ProbeObjects(api);
    this.bridge = new BridgeObjects(api);
    this.pool = new SourcePool(api);
    this.inventory = new CalicoInventory(api);
    this.removal = new CalicoRemoval(api);
  }

  @Override
  public List<Change> perform(FabricAction action) {
    return switch (action) {
      case FabricAction.SetConfiguredRange a -> changing(() -> ranges.set(a.range()));
      case FabricAction.PutBackConfiguredRange a -> changing(ranges::putBack);
      case FabricAction.SetFence a -> changing(a.fenced() ? fence::raise : fence::lift);
      case FabricAction.InstallFlannel a -> changing(() -> flannel.install(a.spec()));
      case FabricAction.RemoveFlannel a -> changing(flannel::remove);
      case FabricAction.InstallProbes a -> changing(() -> probes.install(a.spec()));
      case FabricAction.RemoveProbes a -> changing(probes::remove);
      case FabricAction.InstallBridge a -> changing(() -> bridge.install(a.spec()));
      case FabricAction.SetBridgeMap a -> changing(() -> bridge.tell(a.map()));
      case FabricAction.RemoveBridge a -> changing(bridge::remove);
      case FabricAction.Pin a -> changing(() -> bridge.pin(a.node(), a.who()));
      case FabricAction.Unpin a -> changing(() -> bridge.unpin(a.node()));
      case FabricAction.SetPool a -> changing(() -> pool(a));
      case FabricAction.ListCalico a -> permissions.changing(this::listed);
      case FabricAction.RemoveCalicoObject a -> permissions.changing(() -> removed(a));
      case FabricAction.OpenFabric a -> changing(() -> flannel.open(a.spec()));
      case FabricAction.RemoveSecondKubeProxy a -> changing(flannel::removeSecondKubeProxy);
    };
  }

  private List<Change> listed() {
    return List.of(new Change.CalicoListed(inventory.look().objects()));
  }

  private List<Change> removed(FabricAction.RemoveCalicoObject action) {
    removal.remove(action.kindAndName());
    return List.of(new Change.CalicoObjectGone(action.kindAndName()));
  }

  private void pool(FabricAction.SetPool action) {
    action.over().ifPresentOrElse(pool::make, pool::delete);
  }

  private List<Change> changing(Runnable change) {
    return permissions.changing(() -> {
      change.run();
      return List.of();
    });
  }
}
