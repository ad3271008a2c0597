package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All nodes and what they carry, the same for every node; each leaves itself out. A map without
 * nodes tells the agents to take away all that they made.
 *
 * @param generation grows with every change, from 1; 0 before there is one
 * @param links the range of link addresses
 * @param pools ranges that pods of either network have addresses of: Calico's pools and the new one
 * @param rest a node on Calico that what goes to an address of Calico's pools and to no node's
 *     range is sent to: Calico gives a node a new block and tells its own at once, and this map
 *     knows of it a moment later. Empty if there is none
 * @param peers all nodes, by name
 */
public record BridgeMap(
    long generation,
    Cidr links,
    List<Cidr> pools,
    Optional<String> rest,
    SortedMap<String, Peer> peers) {
  /** Before there is one. */
  public static BridgeMap none(Cidr links) {
    return new BridgeMap(0, links, List.of(), Optional.empty(), new TreeMap<>());
  }

  public BridgeMap {
    pools = pools.stream().distinct().sorted().toList();
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
  }

  /**
   * A node as it is wanted, before it has a link address.
   *
   * @param address its InternalIP
   * @param ranges pod ranges that it carries, or is about to carry
   */
  public record Wanted(String address, List<Cidr> ranges) {}

  /** Whether there is one, and it tells the agents to take all away. */
  public boolean emptied() {
    return generation > 0 && peers.isEmpty();
  }

  /**
   * The generation in which a node last became what it is: an agent that knows this one, or a later
   * one, knows all nodes and what they carry. 0 if there are none.
   */
  public long newest() {
    return peers.values().stream().mapToLong(Peer::since).max().orElse(0);
  }

  /** The map after this one that tells the agents to take all away. */
  public BridgeMap empty() {
    return emptied() ? this : next(List.of(), Optional.empty(), Map.of());
  }

  /** Whether no other node would get a link address. */
  public boolean full() {
    return peers.size() >= LinkRange.room(links);
  }

  /**
   * The map after this one. A node keeps its link address as long as it is there, so that a change
   * of one node is one of one node on all others; a new one takes the first that is free, and is
   * left out if none is.
   */
  public BridgeMap next(
      List<Cidr> wantedPools, Optional<String> wantedRest, Map<String, Wanted> all) {
    Map<String, Wanted> wanted = linked(all);
    Optional<String> nextRest = wantedRest.filter(wanted::containsKey);
    if (generation > 0 && nextRest.equals(rest) && is(wantedPools, wanted)) {
      return this;
    }
    Set<Cidr> taken = new HashSet<>();
    peers.forEach((name, peer) -> {
      if (wanted.containsKey(name)) {
        taken.add(peer.link());
      }
    });
    Iterator<Cidr> free = links.split(32).skip(1).filter(c -> !taken.contains(c)).iterator();
    SortedMap<String, Peer> after = new TreeMap<>();
    long next = generation + 1;
    new TreeMap<>(wanted)
        .forEach((name, w) -> {
          Peer known = peers.get(name);
          after.put(
              name,
              known == null
                  ? new Peer(w.address(), free.next(), w.ranges(), next)
                  : known.as(w.address(), w.ranges(), next));
        });
    return new BridgeMap(next, links, wantedPools, nextRest, after);
  }

  /** Those that have a link address, and of the others as many as there is room for. */
  private Map<String, Wanted> linked(Map<String, Wanted> all) {
    int room = LinkRange.room(links);
    if (all.size() <= room) {
      return all;
    }
    Map<String, Wanted> linked = new TreeMap<>(all);
    linked.keySet().retainAll(peers.keySet());
    new TreeMap<>(all)
        .forEach((name, w) -> {
          if (linked.size() < room) {
            linked.putIfAbsent(name, w);
          }
        });
    return linked;
  }

  /** The same, sending the rest where it was sent before. */
  public BridgeMap next(List<Cidr> wantedPools, Map<String, Wanted> wanted) {
    return next(wantedPools, rest, wanted);
  }

  /** Asked whenever anything changes in the cluster, and almost always true. */
  private boolean is(List<Cidr> wantedPools, Map<String, Wanted> wanted) {
    return peers.size() == wanted.size()
        && wanted.entrySet().stream().allMatch(e -> is(e.getKey(), e.getValue()))
        && pools.equals(wantedPools.stream().distinct().sorted().toList());
  }

  private boolean is(String name, Wanted wanted) {
    Peer known = peers.get(name);
    return known != null
        && known.address().equals(wanted.address())
        && known.ranges().size() == Set.copyOf(wanted.ranges()).size()
        && known.ranges().containsAll(wanted.ranges());
  }
}
