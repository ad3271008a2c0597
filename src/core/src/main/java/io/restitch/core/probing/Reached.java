package io.restitch.core.probing;

import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeMap.Member;
import io.restitch.core.probe.ProbeReport;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which pairs reach each other, from what both sides say. One side alone cannot tell which way is
 * closed, since a frame that is not answered was lost on either; but a frame that arrived was
 * heard.
 *
 * <ol>
 *   <li>A node that did not hear another that tried it: that way is closed.
 *   <li>Both heard each other, and none of them was answered: what is inside the frames is dropped.
 *   <li>Answered, but not in the size that both devices can carry: the path is narrower than they
 *       are.
 * </ol>
 *
 * <p>Nodes whose device does not stand, or that said nothing, are left out: that has a finding of
 * its own.
 */
final class Reached {
  /** What a VXLAN header and all below it add to a packet over IPv4, in bytes (RFC 7348, 5). */
  private static final int OVERHEAD = 50;

  private static final int SHOWN = 6;

  private final ProbeMap map;
  private final SortedMap<Integer, ProbeReport> said = new TreeMap<>();
  private final SortedMap<Integer, List<Member>> closed = new TreeMap<>();
  private final SortedMap<Integer, List<Member>> dumb = new TreeMap<>();
  private final List<Verdict> narrow = new ArrayList<>();
  private int pairs;

  /**
   * @param reports what probes say, by node
   */
  Reached(ProbeMap map, Map<String, ProbeReport> reports) {
    this.map = map;
    for (int n = 1; n <= map.members().size(); n++) {
      ProbeReport report = reports.get(map.members().get(n - 1).name());
      if (report != null && report.up()) {
        said.put(n, report);
      }
    }
    said.keySet().forEach(from -> member(from).targets().forEach(to -> pair(from, to)));
  }

  /** What is to be said of pairs; nothing if all is well. */
  List<Verdict> verdicts() {
    List<Verdict> found = new ArrayList<>(narrow);
    closed.forEach((to, from) -> found.add(closed(member(to), from)));
    dumb.forEach((to, from) -> found.add(dumb(member(to), from)));
    return found;
  }

  /** How many pairs were tried, one way each. */
  int pairs() {
    return pairs;
  }

  private Member member(int number) {
    return map.members().get(number - 1);
  }

  private void pair(int from, int to) {
    Optional<ProbeReport> there = Optional.ofNullable(said.get(to));
    Optional<ProbeReport> here = Optional.ofNullable(said.get(from));
    if (there.isEmpty() || here.isEmpty()) {
      return;
    }
    pairs++;
    Integer fits = here.get().reach().fits().get(to);
    if (fits != null) {
      int wanted = Math.min(here.get().machine().mtu(), there.get().machine().mtu());
      if (fits < wanted) {
        narrow.add(narrow(member(from), member(to), wanted, fits));
      }
      return;
    }
    boolean heardThere = there.get().reach().heard().contains(from);
    boolean heardHere = here.get().reach().heard().contains(to);
    if (!heardThere) {
      note(closed, to, from);
    }
    if (!heardHere) {
      note(closed, from, to);
    }
    if (heardThere && heardHere) {
      note(dumb, to, from);
    }
  }

  private void note(SortedMap<Integer, List<Member>> what, int to, int from) {
    List<Member> all = what.computeIfAbsent(to, t -> new ArrayList<>());
    if (!all.contains(member(from))) {
      all.add(member(from));
    }
  }

  private static Verdict closed(Member to, List<Member> from) {
    return new Verdict(
        Level.BLOCK,
        "udp-8472-closed",
        "node " + to.name(),
        "UDP 8472 does not come through from %s to %s".formatted(names(from), to.shown()),
        "let UDP 8472 in on %s from %s: in its security group, in the machine's own firewall, and in"
                .formatted(to.shown(), addresses(from))
            + " Calico's policies where it has a HostEndpoint");
  }

  private static Verdict dumb(Member to, List<Member> from) {
    return new Verdict(
        Level.BLOCK,
        "probe-unanswered",
        "node " + to.name(),
        "frames on UDP 8472 from %s arrive on %s, but what is inside them gets no answer"
            .formatted(names(from), to.shown()),
        "let ICMP in on %s from link addresses (device cni-probe): a firewall, or a policy of"
                .formatted(to.shown())
            + " Calico's for a HostEndpoint on all devices, drops it");
  }

  private static Verdict narrow(Member from, Member to, int wanted, int fits) {
    return new Verdict(
        Level.BLOCK,
        "mtu-too-small",
        "node " + from.name(),
        "packets of %d bytes do not come through from %s to %s in a frame of %d bytes; the largest"
                .formatted(wanted, from.shown(), to.shown(), wanted + OVERHEAD)
            + " that do have "
            + fits,
        "let frames of %d bytes pass between them, or set the MTU of both machines' devices to %d"
            .formatted(wanted + OVERHEAD, fits + OVERHEAD));
  }

  private static String names(List<Member> some) {
    return few(some.stream().map(Member::shown).toList());
  }

  private static String addresses(List<Member> some) {
    return few(some.stream().map(m -> m.peer().address()).toList());
  }

  private static String few(List<String> all) {
    return all.size() <= SHOWN
        ? String.join(", ", all)
        : all.stream().limit(SHOWN).collect(Collectors.joining(", "))
            + " and %d more".formatted(all.size() - SHOWN);
  }
}
