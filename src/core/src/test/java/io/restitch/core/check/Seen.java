package io.restitch.core.check;

import io.restitch.core.fact.CalicoFact;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.plan.Slot;
import io.restitch.core.testing.Facts;
import io.restitch.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cluster that checks look at, put together change by change. */
final class Seen {
  private final List<Change> changes = new ArrayList<>();
  private Settings settings = Settings.DEFAULT;
  private Shapes shapes = Shapes.NONE;
  private List<Slot> slots = List.of();

  /** A cluster on Calico, with its own range and one for Services. */
  static Seen cluster() {
    return new Seen()
        .and(cluster("10.96.0.0/12"))
        .and(calico(List.of("192.168.0.0/16"), new TreeMap<>()));
  }

  /** A cluster with these ranges for Services. */
  static Change cluster(String... services) {
    return new Change.ClusterSeen(
        new ClusterFact(
            "cluster",
            "v1.34.3",
            Cidr.parse("192.168.0.0/16"),
            Arrays.stream(services).map(Cidr::parse).toList()));
  }

  /** Calico with these pools, and these blocks on nodes. */
  static Change calico(List<String> pools, TreeMap<String, List<Cidr>> blocks) {
    FabricsFact unknown = FabricsFact.unknown();
    return new Change.FabricsSeen(
        unknown.with(
            new CalicoFact(
                CalicoFact.Installation.MANIFEST,
                false,
                pools.stream().map(Cidr::parse).toList(),
                blocks,
                new TreeSet<>(),
                new TreeSet<>())));
  }

  Seen and(Change change) {
    changes.add(change);
    return this;
  }

  Seen nodes(NodeFact... nodes) {
    for (NodeFact node : nodes) {
      changes.add(new Change.NodeSeen(node));
    }
    return this;
  }

  Seen with(Settings other) {
    settings = other;
    return this;
  }

  Seen slots(Slot... planned) {
    slots = List.of(planned);
    return this;
  }

  Seen with(Shapes other) {
    shapes = other;
    return this;
  }

  /** With this new pod range, and nodes that get so long a prefix. */
  Seen range(String podCidr, int nodeMask) {
    settings = ranged(settings, podCidr, nodeMask);
    return this;
  }

  /** With this range of link addresses. */
  Seen links(String range) {
    Settings.Network n = settings.network();
    settings =
        with(
            settings,
            new Settings.Network(n.podCidr(), n.nodeMask(), Cidr.parse(range), n.flannel()));
    return this;
  }

  /** The settings with this new pod range, and nodes that get so long a prefix. */
  static Settings ranged(Settings d, String podCidr, int nodeMask) {
    Settings.Network n = d.network();
    return with(d, new Settings.Network(Cidr.parse(podCidr), nodeMask, n.linkRange(), n.flannel()));
  }

  private static Settings with(Settings d, Settings.Network network) {
    return new Settings(
        network,
        d.provider(),
        d.workers(),
        d.drain(),
        d.backup(),
        d.hosts(),
        d.attested(),
        d.accepted(),
        d.pauseAfter());
  }

  /** What a check finds. */
  List<Verdict> by(Check check) {
    Observed world = Observed.nothing(Facts.START).foldAll(changes);
    return check.look(new Subject(world, settings, shapes, slots));
  }
}
