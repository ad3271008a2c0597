package io.restitch.cli.wiring;

import io.restitch.cli.Version;
import io.restitch.cluster.JoinMaterial;
import io.restitch.cluster.Kube;
import io.restitch.cluster.KubeClusterPort;
import io.restitch.cluster.KubeFabricPort;
import io.restitch.cluster.KubeLeasePort;
import io.restitch.cluster.KubeRecordPort;
import io.restitch.cluster.Permissions;
import io.restitch.cluster.PlanCodec;
import io.restitch.cluster.act.ClusterTraces;
import io.restitch.cluster.act.JoiningKubelets;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.cluster.objects.ObjectsExport;
import io.restitch.core.plan.Plan;
import io.restitch.engine.document.Documents;
import io.restitch.engine.document.PlanDocument;
import io.restitch.engine.document.SettingsDocument;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** Opens the ports of a cluster over its API server. */
final class KubeConnector {

  private KubeConnector() {}

  static Ports connect(Target target, InstantSource clock) {
    Api api =
        Kube.connect(
            Optional.ofNullable(target.kubeconfig()),
            Optional.ofNullable(target.context()),
            Version.NUMBER);
    KubeLeasePort lease = new KubeLeasePort(api, clock, Thread::sleep);
    KubeRecordPort record = new KubeRecordPort(api, new Documented(), lease::fence, Version.NUMBER);
    return new Ports(
        api.context().orElseGet(() -> URI.create(api.server()).getAuthority()),
        api.server(),
        new KubeClusterPort(api, record, clock),
        new KubeFabricPort(api),
        record,
        lease,
        new CalicoInventory(api)::look,
        new ObjectsExport(api)::writeTo,
        new JoinMaterial(api, clock)::userData,
        new JoiningKubelets(api)::settings,
        new ClusterTraces(api),
        new Permissions(api)::requireToApply,
        api::close);
  }

  /** Plans in the record are written as plans in files are. */
  private static final class Documented implements PlanCodec {
    @Override
    public String write(Plan plan) {
      return PlanDocument.json(plan);
    }

    @Override
    public Plan read(String document) {
      return PlanDocument.read("the plan in the cluster", document);
    }

    @Override
    public String settings(Plan plan) {
      return Documents.json(SettingsDocument.spec(plan.settings()));
    }
  }
}
