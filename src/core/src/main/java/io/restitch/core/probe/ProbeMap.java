package io.restitch.core.probe;

import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.bridge.Peer;
import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Who tries to reach whom. Up to fifty nodes each tries all others. Above, a sample: nodes stand in
 * a circle in an order of chance, and each tries those at four distances, so that each tries four
 * others and is tried by four others.
 *
 * @param links the range of link addresses, which the bridge will have
 * @param members all nodes with an address, by name; a node's number is its place, from 1
 */
public record ProbeMap(Cidr links, List<Member> members) {
  /** Up to so many nodes all pairs are tried. */
  static final int ALL_PAIRS = 50;

  /** How many others a node tries, and is tried by, where there are more nodes. */
  static final int SAMPLE = 4;

  public ProbeMap {
    members = List.copyOf(members);
  }

  /**
   * A node.
   *
   * @param name its name
   * @param peer its addresses
   * @param targets numbers of the nodes that it tries, ascending
   */
  public record Member(String name, Peer peer, List<Integer> targets) {
    public Member {
      targets = List.copyOf(targets);
    }

    /** For people: {@code worker-1 (10.0.0.11)}. */
    public String shown() {
      return name + " (" + peer.address() + ")";
    }
  }

  /**
   * The map of these nodes, each of which has to find a link address.
   *
   * @param addresses InternalIPs, by node
   * @param seed decides which pairs a sample consists of
   */
  public static ProbeMap of(Cidr links, Map<String, String> addresses, long seed) {
    TreeMap<String, Wanted> wanted = new TreeMap<>();
    addresses.forEach((name, address) -> wanted.put(name, new Wanted(address, List.of())));
    BridgeMap all = BridgeMap.none(links).next(List.of(), wanted);
    List<List<Integer>> targets =
        wanted.size() <= ALL_PAIRS ? allOthers(wanted.size()) : sample(wanted.size(), seed);
    List<Member> members = new ArrayList<>();
    all.peers().forEach((name, p) -> members.add(new Member(name, p, targets.get(members.size()))));
    return new ProbeMap(links, members);
  }

  private static List<List<Integer>> allOthers(int count) {
    List<List<Integer>> targets = new ArrayList<>();
    for (int from = 1; from <= count; from++) {
      List<Integer> others = new ArrayList<>();
      for (int to = 1; to <= count; to++) {
        if (to != from) {
          others.add(to);
        }
      }
      targets.add(others);
    }
    return targets;
  }

  private static List<List<Integer>> sample(int count, long seed) {
    SplittableRandom chance = new SplittableRandom(seed);
    List<Integer> circle = drawn(1, count, count, chance);
    List<Integer> distances = drawn(1, count - 1, SAMPLE, chance);
    List<List<Integer>> targets = new ArrayList<>();
    circle.forEach(n -> targets.add(List.of()));
    for (int at = 0; at < count; at++) {
      int place = at;
      targets.set(
          circle.get(at) - 1,
          distances.stream().map(d -> circle.get((place + d) % count)).sorted().toList());
    }
    return targets;
  }

  /** So many of the numbers from the first to the last, in an order of chance. */
  private static List<Integer> drawn(int first, int last, int many, SplittableRandom chance) {
    List<Integer> numbers = new ArrayList<>();
    for (int n = first; n <= last; n++) {
      numbers.add(n);
    }
    List<Integer> drawn = new ArrayList<>();
    while (drawn.size() < many) {
      int at = chance.nextInt(numbers.size());
      drawn.add(numbers.get(at));
      numbers.set(at, numbers.getLast());
      numbers.removeLast();
    }
    return drawn;
  }

  /** Whether only some pairs are tried. */
  public boolean sampled() {
    return members.size() > ALL_PAIRS;
  }

  /** The node of this number, if there is one. */
  public Optional<Member> member(int number) {
    return number >= 1 && number <= members.size()
        ? Optional.of(members.get(number - 1))
        : Optional.empty();
  }

  /** What tells it from all others: the same nodes and pairs have the same. */
  public String id() {
    return "%08x".formatted(toString().hashCode());
  }
}
