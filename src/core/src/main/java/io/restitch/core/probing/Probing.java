package io.restitch.core.probing;

import io.restitch.core.action.FabricAction.InstallProbes;
import io.restitch.core.action.FabricAction.RemoveProbes;
import io.restitch.core.bridge.LinkRange;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Agent;
import io.restitch.core.phase.Step;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.plan.Settings;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeMap.Member;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeReport.State;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether the network carries what the bridge and Flannel will send over it, proved by probes.
 *
 * <ol>
 *   <li>Each node needs a link address, or there is nothing to probe with.
 *   <li>Probes are started on every node, and told of all nodes and of whom to try.
 *   <li>It waits until each ready node's probe has said that it misses nothing, or that five rounds
 *       in a row brought nothing new. Who comes late has been tried by the others for as long as it
 *       was there, so that no clocks need to be compared.
 *   <li>A probe whose image cannot be pulled is not waited for longer than two minutes.
 *   <li>Then what they say is judged. Nodes that are not ready are left out, and named.
 * </ol>
 *
 * @param step what is to be done until all have said what they can; holds from then on
 * @param verdicts what follows, the most serious first; empty before
 */
public record Probing(Step step, List<Verdict> verdicts) {
  /** Rounds without news after which nothing more is expected; a round takes two seconds. */
  static final int ENOUGH = 5;

  public Probing {
    verdicts = verdicts.stream().sorted().toList();
  }

  /**
   * How far the probes are.
   *
   * @param seed decides which pairs are tried where not all are
   */
  public static Probing look(Observed world, Settings settings, long seed) {
    ProbesFact probes = world.fabrics().probes();
    Map<String, String> addresses = addresses(world);
    Cidr links = settings.network().linkRange();
    Optional<Verdict> unlinked = LinkRange.tooSmall(links, addresses.size());
    if (unlinked.isPresent()) {
      return new Probing(Step.done("there are too few link addresses"), List.of(unlinked.get()));
    }
    ProbeMap map = ProbeMap.of(links, addresses, seed);
    ProbeSpec wanted = new ProbeSpec(BridgeSpec.of(settings).image(), map);
    if (!probes.installedAs().equals(wanted.text())) {
      return todo(Step.todo("no probes are there", List.of(new InstallProbes(wanted)), List.of()));
    }
    SortedMap<String, ProbeReport> reports = new TreeMap<>(probes.reports());
    reports.values().removeIf(r -> !r.probe().equals(map.id()));
    if (reports.values().stream().anyMatch(r -> r.machine().state() == State.OVER)) {
      return todo(Step.todo("the probes' time is over", List.of(new RemoveProbes()), List.of()));
    }
    List<Wait> waits =
        map.members().stream()
            .filter(m -> ready(world, m))
            .flatMap(m -> waited(world, m, reports).stream())
            .toList();
    return waits.isEmpty()
        ? new Probing(Step.done("all probes have spoken"), judged(world, map, reports))
        : todo(Step.waiting("the network is being probed", waits));
  }

  /** Nodes that have an address yet. */
  private static Map<String, String> addresses(Observed world) {
    Map<String, String> addresses = new TreeMap<>();
    world
        .nodes()
        .forEach((name, node) ->
            node.status().addresses().stream().findFirst().ifPresent(a -> addresses.put(name, a)));
    return addresses;
  }

  private static Probing todo(Step step) {
    return new Probing(step, List.of());
  }

  private static boolean ready(Observed world, Member member) {
    return world.node(member.name()).filter(n -> n.ready()).isPresent();
  }

  private static List<Wait> waited(
      Observed world, Member of, SortedMap<String, ProbeReport> reports) {
    ProbeReport said = reports.get(of.name());
    if (said == null) {
      String silent =
          "its probe, a pod of DaemonSet restitch-system/restitch-probe, says nothing yet";
      return imageless(world, of).isPresent()
          ? List.of()
          : List.of(unspoken(world, of, "probe-speaks", silent));
    }
    boolean settled = said.reach().left() == 0 || said.reach().quiet() >= ENOUGH;
    return !said.up() || settled
        ? List.of()
        : List.of(
            unspoken(
                world, of, "probe-reaches", said.reach().left() + " answers are still missing"));
  }

  /** A probe has said all that it can long before anybody loses patience with it. */
  private static Wait unspoken(Observed world, Member of, String code, String reason) {
    Instant begun =
        Agent.PROBE
            .on(world, of.name())
            .map(p -> p.status().createdAt())
            .orElse(world.observedSince());
    String unread = world.fabrics().probes().unread().getOrDefault(of.name(), "");
    Wait wait = Wait.of(code, "node " + of.name(), reason);
    return Agent.PROBE.unspoken(world, wait, of.name(), unread, begun);
  }

  /** A probe whose image could not be pulled for so long that it will not come by itself. */
  private static Optional<PodFact> imageless(Observed world, Member of) {
    return Agent.PROBE
        .on(world, of.name())
        .filter(p -> !p.status().unpulled().isEmpty())
        .filter(p -> !world.now().isBefore(p.status().createdAt().plus(Agent.PATIENCE)));
  }

  private static Verdict imageless(Member of, PodFact probe) {
    return new Verdict(
        Level.BLOCK,
        "image-not-pulled",
        "node " + of.name(),
        Agent.unpulled(probe) + ", and Flannel and the bridge run in it",
        "let the machine "
            + Agent.remedy(probe)
            + ", or set network.flannelImage to one that every machine can pull, and plan anew");
  }

  private static List<Verdict> judged(
      Observed world, ProbeMap map, SortedMap<String, ProbeReport> reports) {
    boolean canal = world.fabrics().calico().installation() == CalicoFact.Installation.CANAL;
    List<Verdict> found = new ArrayList<>();
    for (Member member : map.members()) {
      ProbeReport said = reports.get(member.name());
      Optional<PodFact> imageless = said == null ? imageless(world, member) : Optional.empty();
      if (imageless.isPresent() && ready(world, member)) {
        found.add(imageless(member, imageless.get()));
      } else if (said == null || !ready(world, member)) {
        found.add(
            new Verdict(
                Level.WARN,
                "not-probed",
                "node " + member.name(),
                "it is not ready: whether UDP 8472 passes to and from it is not known",
                "bring it back, or remove it"));
      } else {
        found.addAll(Found.verdicts(map, member, said.machine(), canal));
      }
    }
    reports.keySet().removeIf(n -> world.node(n).filter(r -> r.ready()).isEmpty());
    Reached reached = new Reached(map, reports);
    found.addAll(reached.verdicts());
    mixed(reports).ifPresent(found::add);
    if (found.stream().noneMatch(v -> v.level() == Level.BLOCK)) {
      found.add(well(map, reports, reached.pairs()));
    }
    return found;
  }

  private static Optional<Verdict> mixed(SortedMap<String, ProbeReport> reports) {
    List<Integer> mtus = mtus(reports).distinct().sorted().toList();
    return mtus.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Verdict(
                Level.WARN,
                "mtu-mixed",
                "network",
                "devices of different MTU: pods get from %d to %d bytes"
                    .formatted(mtus.getFirst(), mtus.getLast()),
                "give all machines the same MTU, or see that ICMP 'fragmentation needed' passes"));
  }

  private static Verdict well(ProbeMap map, SortedMap<String, ProbeReport> reports, int pairs) {
    return new Verdict(
        Level.OK,
        "network-probed",
        "network",
        "%s of %d nodes: UDP 8472 passes both ways, with packets of %d bytes"
            .formatted(
                pairs + (map.sampled() ? " pairs, a sample," : " pairs"),
                reports.size(),
                mtus(reports).min(Integer::compare).orElse(0)),
        "");
  }

  private static Stream<Integer> mtus(SortedMap<String, ProbeReport> reports) {
    return reports.values().stream().filter(ProbeReport::up).map(r -> r.machine().mtu());
  }
}
