package io.restitch.cluster.act;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.BridgeView;
import io.restitch.core.Names;
import io.restitch.core.net.Cidr;
import java.util.List;
import java.util.Map;

/**
 * An IPPool over the new range that gives out no address: Calico leaves the source of what goes
 * from its pods to a pool as it is (felix/rules/nat.go), and counts disabled pools too
 * (felix/dataplane/linux/masq_mgr.go). It is not exported, or nodes with BGP would announce routes
 * of Flannel's (confd/pkg/backends/calico/bgp_processor.go).
 */
public final class SourcePool {
  /** Its name. */
  public static final String NAME = BridgeView.POOL;

  private static final String POOL = "/apis/crd.projectcalico.org/v1/ippools/" + NAME;
  private static final String SUBJECT = "IPPool " + NAME;

  private final Api api;

  public SourcePool(Api api) {
    this.api = api;
  }

  /** Makes it. */
  public void make(Cidr podCidr) {
    Map<String, Object> spec =
        Map.of(
            "cidr",
            podCidr.toString(),
            "blockSize",
            26,
            "disabled",
            true,
            "natOutgoing",
            false,
            "disableBGPExport",
            true,
            "ipipMode",
            "Never",
            "vxlanMode",
            "Never",
            "nodeSelector",
            "!all()",
            "allowedUses",
            List.of("Workload"));
    Map<String, Object> pool =
        Map.of(
            "apiVersion",
            "crd.projectcalico.org/v1",
            "kind",
            "IPPool",
            "metadata",
            Map.of("name", NAME, "labels", Map.of(Names.PART, Names.PART_BRIDGE)),
            "spec",
            spec);
    api.require(Call.apply(POOL, Json.write(pool), SUBJECT));
  }

  /** Deletes it. */
  public void delete() {
    api.ifThere(Call.delete(POOL, "{}", SUBJECT));
  }
}
