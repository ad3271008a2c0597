package io.restitch.twin.cloud;

import io.restitch.core.Names;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Resources;
import io.restitch.core.fact.Taint;
import io.restitch.core.workers.JoinToken;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineState;
import io.restitch.twin.kube.Truth;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What happens on a machine that has booted: its kubelet registers a Node, once, if its join token
 * is still there.
 */
public final class Joins {
  private final Truth truth;
  private final Cloud cloud;
  private final Map<String, Resources> offers;
  private final String kubeletVersion;
  private final Chance chance;
  private final Set<String> begun = new HashSet<>();
  private final Set<String> never = new HashSet<>();
  private final Map<String, Duration> late = new HashMap<>();
  private final Map<String, List<String>> names = new HashMap<>();

  /**
   * @param offers what a node on a machine of a type offers
   * @param kubeletVersion of new nodes
   */
  public Joins(
      Truth truth,
      Cloud cloud,
      Map<String, Resources> offers,
      String kubeletVersion,
      Chance chance) {
    this.truth = truth;
    this.cloud = cloud;
    this.offers = new TreeMap<>(offers);
    this.kubeletVersion = kubeletVersion;
    this.chance = chance;
  }

  /** The machine made with this token will never join. */
  public void never(String token) {
    never.add(token);
  }

  /** The machine made with this token takes so much longer before it joins. */
  public void late(String token, Duration longer) {
    late.put(token, longer);
  }

  /** The machine made with this token registers Nodes of these names, not of the wanted one. */
  public void under(String token, List<String> others) {
    names.put(token, List.copyOf(others));
  }

  /** Looks for machines that have booted. */
  public void reconcile() {
    for (Machine machine : cloud.live()) {
      if (machine.state() == MachineState.RUNNING
          && !machine.token().isEmpty()
          && !never.contains(machine.token())
          && begun.add(machine.id())) {
        Duration longer = late.getOrDefault(machine.token(), Duration.ZERO);
        truth.agenda().in(chance.millis(3_000, 15_000).plus(longer), () -> register(machine));
      }
    }
  }

  private void register(Machine machine) {
    MachineRequest request = cloud.request(machine.id()).orElseThrow();
    boolean on = cloud.running(machine.name()).filter(m -> m.id().equals(machine.id())).isPresent();
    boolean welcome = truth.world().platform().joinTokens().contains(JoinToken.id(machine.token()));
    if (on && welcome) {
      String wanted = request.join().nodeName();
      for (String name : names.getOrDefault(machine.token(), List.of(wanted))) {
        if (truth.node(name).isEmpty()) {
          truth.change(new Change.NodeSeen(node(name, machine, request, truth.world().now())));
        }
      }
    }
  }

  private NodeFact node(String name, Machine machine, MachineRequest request, Instant now) {
    Map<String, String> labels = new TreeMap<>(request.join().labels());
    labels.put(Names.HOSTNAME, name);
    labels.put(Names.ZONE, machine.zone());
    List<Taint> taints =
        request.join().taints().stream()
            .map(t -> new Taint(t.key(), t.value(), t.effect()))
            .toList();
    Resources offer =
        offers.getOrDefault(machine.type(), new Resources(4000, 16L << 30, 110, Map.of()));
    return new NodeFact(
        name,
        truth.fresh("node"),
        labels,
        Map.of(),
        new NodeFact.Spec(machine.providerId(), List.of(), taints, false),
        new NodeFact.Status(
            false,
            now,
            NodeFact.PodNetwork.UNAVAILABLE,
            machine.addresses(),
            offer,
            NodeFact.NodeInfo.of(kubeletVersion),
            now,
            NodeFact.Deletion.NONE));
  }
}
