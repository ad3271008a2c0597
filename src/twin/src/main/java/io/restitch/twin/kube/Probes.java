package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeMap.Member;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.probe.ProbeReport.Machine;
import io.restitch.core.probe.ProbeReport.Reach;
import io.restitch.core.probe.ProbeReport.State;
import io.restitch.core.probe.ProbeSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The network between machines, as probes on them find it: open, but where it was closed. */
public final class Probes {
  /** Name of the DaemonSet of the probes. */
  public static final String PROBES = "restitch-probe";

  private static final int MTU = 1450;
  private static final int QUIET = 5;

  private record Way(String from, String to) {}

  private final Truth truth;
  private final Set<Way> closed = new HashSet<>();
  private @Nullable ProbeSpec told;

  Probes(Truth truth) {
    this.truth = truth;
  }

  /** From now on UDP 8472 does not come through this way. */
  public void close(String from, String to) {
    closed.add(new Way(from, to));
  }

  /** From now on it comes through every way. */
  public void openAll() {
    closed.clear();
  }

  /** Probes are told this. */
  public void tell(ProbeSpec spec) {
    told = spec;
    reconcile();
  }

  /** They are told nothing any more; their pods are still there. */
  public void end() {
    told = null;
    reconcile();
  }

  /** Those that run say what they found. */
  void reconcile() {
    SortedSet<String> there = new TreeSet<>();
    SortedSet<String> running = new TreeSet<>();
    for (PodFact pod : truth.world().workloads().pods().all()) {
      if (pod.bound()
          && pod.controller().filter(o -> o.name().equals(PROBES)).isPresent()
          && truth.node(pod.nodeName()).isPresent()) {
        there.add(pod.nodeName());
        if (pod.status().ready() && !pod.terminating()) {
          running.add(pod.nodeName());
        }
      }
    }
    ProbeSpec spec = told;
    ProbesFact now =
        spec == null
            ? new ProbesFact("", there, new TreeMap<>())
            : new ProbesFact(spec.text(), there, reports(spec.map(), running));
    truth.change(new Change.FabricsSeen(truth.world().fabrics().with(now)));
  }

  private SortedMap<String, ProbeReport> reports(ProbeMap map, SortedSet<String> running) {
    SortedMap<String, ProbeReport> reports = new TreeMap<>();
    for (Member member : map.members()) {
      if (running.contains(member.name())) {
        reports.put(
            member.name(),
            new ProbeReport(
                map.id(),
                new Machine(State.UP, MTU, List.of(), List.of(), List.of()),
                reach(map, member, running)));
      }
    }
    return reports;
  }

  /** What was lost on either way is not answered; who is heard was tried, or tries. */
  private Reach reach(ProbeMap map, Member me, SortedSet<String> running) {
    SortedSet<Integer> heard = new TreeSet<>();
    SortedMap<Integer, Integer> fits = new TreeMap<>();
    int left = 0;
    int mine = map.members().indexOf(me) + 1;
    for (int n = 1; n <= map.members().size(); n++) {
      Member other = map.members().get(n - 1);
      boolean tried = me.targets().contains(n);
      boolean comes = running.contains(other.name()) && !closed(other, me);
      boolean answers = comes && !closed(me, other);
      if (comes && (tried || other.targets().contains(mine))) {
        heard.add(n);
      }
      if (tried && answers) {
        fits.put(n, MTU);
      }
      left += tried && !answers ? 1 : 0;
      left += other.targets().contains(mine) && !comes ? 1 : 0;
    }
    return new Reach(heard, fits, left, running.size() == map.members().size() ? QUIET : 0);
  }

  private boolean closed(Member from, Member to) {
    return closed.contains(new Way(from.name(), to.name()));
  }
}
