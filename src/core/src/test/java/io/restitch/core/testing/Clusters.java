package io.restitch.core.testing;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.fact.Toleration;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.policy.Ledger;
import java.util.List;
import java.util.Map;

/** Two control planes and two workers on Calico, nothing of which has been touched or attested. */
public final class Clusters {
  /** The pod range before. */
  public static final Cidr OLD_RANGE = Cidr.parse("192.168.0.0/16");

  private static final List<String> CONTROL_PLANES = List.of("cp-1", "cp-2");
  private static final List<String> WORKERS = List.of("blue-1", "blue-2");

  private Clusters() {}

  /** The world at the beginning; the operator has confirmed that Calico may be removed. */
  public static Observed untouched() {
    NodeFact[] nodes = {
      Facts.controlPlane("cp-1"),
      Facts.controlPlane("cp-2"),
      Facts.worker("blue-1"),
      Facts.worker("blue-2")
    };
    Observed world = Worlds.of(nodes);
    world =
        world.fold(new Change.FabricsSeen(Networks.calicoOn("cp-1", "cp-2", "blue-1", "blue-2")));
    for (String name : CONTROL_PLANES) {
      world =
          world
              .fold(
                  new Change.HostSeen(
                      HostFact.sound(name, true, true, HostFact.Residue.counted(9, 0))))
              .fold(new Change.ControllerManagerSeen(Facts.manager(name, true, OLD_RANGE)));
    }
    return world
        .fold(new Change.PodSeen(Facts.pod("cart-1", "blue-1")))
        .fold(new Change.PodSeen(Facts.pod("cart-2", "blue-2")))
        .fold(new Change.PodSeen(dns("cp-1")))
        .fold(new Change.RecordSeen(record(true)));
  }

  /** A record in which nothing has been started. */
  public static RecordFact record(boolean confirmedRemoval) {
    return new RecordFact(
        Worlds.MIGRATION,
        "hash",
        Intent.RUN,
        7,
        Map.of(),
        new RecordFact.Notes(Map.of(), Map.of(), confirmedRemoval));
  }

  /** The plan for it: a canary, then the other worker. */
  public static Plan plan() {
    Plan p = Worlds.plan(Settings.DEFAULT, WORKERS, 1, 1);
    return new Plan(
        p.clusterId(),
        p.settings(),
        new Plan.Before(OLD_RANGE, true),
        p.slots(),
        p.waves(),
        List.of(
            new Conversion("cp-1", Cidr.parse("10.244.2.0/24"), "10.0.0.1", ""),
            new Conversion("cp-2", Cidr.parse("10.244.3.0/24"), "10.0.0.1", "")),
        List.of(),
        Map.of(),
        Ledger.NONE);
  }

  private static PodFact dns(String node) {
    PodFact pod = Facts.pod("dns", node);
    PodFact.Spec s = pod.spec();
    return new PodFact(
        new ObjectRef("kube-system", "dns"),
        pod.uid(),
        node,
        Map.of("app", "dns"),
        Map.of(),
        new PodFact.Owner("ReplicaSet", "dns", "uid-dns"),
        new PodFact.Spec(
            s.requests(),
            2_000_000_000,
            new PodFact.Placement(
                Map.of(), List.of(), List.of(new Toleration("", true, "", "")), List.of()),
            false,
            List.of(),
            s.storage(),
            s.graceSeconds()),
        pod.status());
  }
}
