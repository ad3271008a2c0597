package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All nodes and what they carry, the same for every node; each leaves itself out.
 *
 * @param generation grows with every change, from 1
 * @param links the range of link addresses
 * @param pools ranges that pods of either network have addresses of: Calico's pools and the new one
 * @param peers all nodes, by name
 * @param pins nodes whose ranges go over the bridge whatever native routes there are, and who send
 *     all that way themselves
 */
public record BridgeMap(
    long generation,
    Cidr links,
    List<Cidr> pools,
    SortedMap<String, Peer> peers,
    SortedSet<String> pins) {
  /** Before there is one. */
  public static BridgeMap none(Cidr links) {
    return new BridgeMap(0, links, List.of(), new TreeMap<>(), new TreeSet<>());
  }

  public BridgeMap {
    pools = pools.stream().distinct().sorted().toList();
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    pins = Collections.unmodifiableSortedSet(new TreeSet<>(pins));
  }

  /**
   * A node as it is wanted, before it has a link address.
   *
   * @param address its InternalIP
   * @param ranges pod ranges that it carries, or is about to carry
   */
  public record Wanted(String address, List<Cidr> ranges) {}

  /**
   * The map after this one. A node keeps its link address as long as it is there, so that a change
   * of one node is one of one node on all others; a new one takes the first that is free. Names
   * that are pinned and no longer there are left out.
   *
   * @throws IllegalStateException if the range of link addresses is used up
   */
  public BridgeMap next(
      List<Cidr> wantedPools, Map<String, Wanted> wanted, SortedSet<String> wantedPins) {
    Set<Cidr> taken = new HashSet<>();
    peers.forEach((name, peer) -> {
      if (wanted.containsKey(name)) {
        taken.add(peer.link());
      }
    });
    Iterator<Cidr> free = links.split(32).skip(1).filter(c -> !taken.contains(c)).iterator();
    SortedMap<String, Peer> all = new TreeMap<>();
    new TreeMap<>(wanted)
        .forEach((name, w) -> {
          Peer known = peers.get(name);
          all.put(
              name, new Peer(w.address(), known == null ? first(free) : known.link(), w.ranges()));
        });
    SortedSet<String> pinned = new TreeSet<>(wantedPins);
    pinned.retainAll(all.keySet());
    BridgeMap next = new BridgeMap(generation, links, wantedPools, all, pinned);
    return next.equals(this) ? this : next.numbered(generation + 1);
  }

  private BridgeMap numbered(long number) {
    return new BridgeMap(number, links, pools, peers, pins);
  }

  private Cidr first(Iterator<Cidr> free) {
    if (!free.hasNext()) {
      throw new IllegalStateException("the range of link addresses is used up: " + links);
    }
    return free.next();
  }
}
