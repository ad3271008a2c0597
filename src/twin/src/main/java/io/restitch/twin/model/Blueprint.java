package io.restitch.twin.model;

import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.net.Cidr;
import io.restitch.spi.MachineShape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster as it is before anything is done to it: on Calico, all machines running.
 *
 * @param ranges its address ranges
 * @param nodes its nodes, control planes included
 * @param shapes the machines of its nodes, by node name
 * @param workloads what keeps its pods in being
 * @param pods pods that are there already; others are made and scheduled before the story begins
 * @param rules its disruption budgets, Services and policies
 */
public record Blueprint(
    Ranges ranges,
    List<NodeFact> nodes,
    Map<String, MachineShape> shapes,
    List<Workload> workloads,
    List<PodFact> pods,
    Rules rules) {
  public Blueprint {
    nodes = List.copyOf(nodes);
    shapes = Collections.unmodifiableMap(new TreeMap<>(shapes));
    workloads = List.copyOf(workloads);
    pods = List.copyOf(pods);
  }

  /**
   * Its address ranges.
   *
   * @param id UID of its namespace {@code kube-system}
   * @param version of its API server
   * @param pods the range Calico gives addresses from
   * @param nodeMask prefix length of the pod CIDR that kube-controller-manager gives a Node
   * @param services Service addresses
   */
  public record Ranges(String id, String version, Cidr pods, int nodeMask, List<Cidr> services) {
    public Ranges {
      services = List.copyOf(services);
    }
  }

  /**
   * What looks at pods by their labels.
   *
   * @param budgets disruption budgets
   * @param services Services
   * @param policies policies, and who enforces them besides Calico
   */
  public record Rules(List<BudgetRule> budgets, List<ServiceRule> services, PoliciesFact policies) {
    public Rules {
      budgets = List.copyOf(budgets);
      services = List.copyOf(services);
    }
  }
}
