package io.restitch.engine.document;

import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen of a cluster, for scripts: {@code restitch inspect -o json}. */
public final class FactsDocument {
  public static final String KIND = "Facts";

  private FactsDocument() {}

  /** As JSON. */
  public static String json(Observed world, Plan plan) {
    return Codec.json(map(world, plan));
  }

  /** As YAML. */
  public static String yaml(Observed world, Plan plan) {
    return Codec.yaml(map(world, plan));
  }

  /**
   * As nested maps, in the order they are written.
   *
   * @param plan the plan that this would give
   */
  public static Map<String, Object> map(Observed world, Plan plan) {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("apiVersion", SettingsDocument.API_VERSION);
    top.put("kind", KIND);
    world.cluster().ifPresent(c -> top.put("cluster", plain(c)));
    List<Object> nodes = new ArrayList<>();
    world.nodes().values().forEach(n -> nodes.add(node(world, n)));
    top.put("nodes", nodes);
    top.put("pods", world.workloads().pods().all().size());
    top.put("budgets", plain(world.workloads().budgets().values()));
    top.put("controllerManagers", plain(world.platform().controllerManagers().values()));
    List<Object> machines = new ArrayList<>();
    world.platform().hosts().values().forEach(h -> machines.add(machine(h)));
    top.put("machines", machines);
    top.put("fabrics", plain(world.fabrics()));
    top.put("policies", plain(world.policies()));
    top.put("policyLedger", plain(plan.policies()));
    top.put("addOns", plain(world.addOns()));
    top.put("backups", plain(world.platform().backups()));
    world.record().ifPresent(r -> top.put("record", record(r)));
    top.put("verdicts", plain(plan.verdicts()));
    return top;
  }

  /** Findings alone, as nested maps. */
  public static Map<String, Object> verdicts(List<Verdict> verdicts) {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("apiVersion", SettingsDocument.API_VERSION);
    top.put("kind", "Verdicts");
    top.put("verdicts", plain(verdicts));
    return top;
  }

  private static Map<String, Object> node(Observed world, NodeFact node) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", node.name());
    map.put("controlPlane", node.controlPlane());
    map.put("fabric", node.fabric());
    map.put("zone", node.zone());
    map.put("podCIDRs", plain(node.spec().podCidrs()));
    map.put("addresses", node.status().addresses());
    map.put("ready", node.ready());
    map.put("cordoned", node.cordoned());
    map.put("taints", plain(node.spec().taints()));
    map.put("kubelet", node.status().kubeletVersion());
    map.put("allocatable", plain(node.status().allocatable()));
    map.put("pods", world.podsOn(node.name()).size());
    return map;
  }

  /** A control-plane machine from inside; counts of what pod networks left are -1 if unknown. */
  private static Map<String, Object> machine(HostFact host) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", host.nodeName());
    map.put("problem", host.problem().map(HostFact.Unreached::message).orElse(""));
    map.put("kubeletRuns", host.kubeletRunning());
    map.put("etcdUnfit", host.etcd().unfit().orElse(""));
    map.put("etcdLeads", host.etcd().leader());
    map.put("calicoLeft", host.residue().calico().count());
    map.put("calicoSome", host.residue().calico().some());
    map.put("flannelLeft", host.residue().flannel().count());
    map.put("flannelSome", host.residue().flannel().some());
    return map;
  }

  /** The record without the saved Nodes' bodies. */
  private static Map<String, Object> record(RecordFact record) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", record.id());
    map.put("planHash", record.planHash());
    map.put("intent", record.intent());
    map.put("conditions", plain(record.conditions().values()));
    map.put("attempts", plain(record.notes().attempts()));
    map.put("saved", record.notes().saved().keySet());
    return map;
  }

  private static Object plain(Object value) {
    return Codec.CANONICAL.valueToTree(value);
  }
}
