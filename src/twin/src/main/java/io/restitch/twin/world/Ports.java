package io.restitch.twin.world;

import io.restitch.core.fact.RecordFact;
import io.restitch.engine.machine.ProviderMachinePort;
import io.restitch.engine.port.World;
import io.restitch.twin.cloud.Cloud;
import io.restitch.twin.kube.Kubernetes;
import io.restitch.twin.kube.Truth;

/** All ports together. */
public final class Ports {
  /** What new machines run at their first boot; if it is seen anywhere, a promise is broken. */
  public static final String SECRET_USER_DATA = "join-token: abcdef.canary0123456789";

  private Ports() {}

  /** The ports to this cluster and cloud. */
  public static World of(Truth truth, Kubernetes kubernetes, Cloud cloud) {
    TwinRecord record = new TwinRecord(truth);
    TwinCluster cluster = new TwinCluster(truth, record, kubernetes.kubeletServers());
    return new World(
        cluster,
        new TwinFabric(truth, kubernetes.workloads(), kubernetes.probes()),
        new TwinHosts(truth, kubernetes.controllerManagers(), kubernetes.etcd()),
        new ProviderMachinePort(
            cloud, () -> truth.world().record().map(RecordFact::id).orElse(""), cluster::userData),
        record,
        new TwinLease(truth.agenda()));
  }
}
