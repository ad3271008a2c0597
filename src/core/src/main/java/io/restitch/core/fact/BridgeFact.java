package io.restitch.core.fact;

import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.net.Cidr;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The bridge: what its agents are told, and what they say.
 *
 * @param installedAs what its agents run as ({@link io.restitch.core.plan.BridgeSpec#text}); empty
 *     if there are none
 * @param map the nodes, as the agents are told
 * @param pins machines in change, as the agents are told
 * @param reports what agents said last, by node; one that is not there was not asked yet
 * @param answering nodes whose agent is ready: it applied the map, and a sample of peers answers
 * @param pool how the disabled IPPool over the new range is
 * @param unread why agents' logs could not be read when they were asked last, by node
 */
public record BridgeFact(
    String installedAs,
    BridgeMap map,
    BridgePins pins,
    SortedMap<String, AgentReport> reports,
    SortedSet<String> answering,
    Pool pool,
    SortedMap<String, String> unread) {
  /** No bridge. */
  public static final BridgeFact ABSENT =
      new BridgeFact(
          "",
          BridgeMap.none(Cidr.parse("0.0.0.0/0")),
          BridgePins.NONE,
          new TreeMap<>(),
          new TreeSet<>(),
          Pool.ABSENT,
          new TreeMap<>());

  /** The IPPool that keeps source addresses. */
  public enum Pool {
    ABSENT,
    AS_MADE,
    /**
     * Somebody changed it: Calico may give out addresses of it, or its nodes announce Flannel's
     * routes to whomever they speak BGP with.
     */
    CHANGED
  }

  public BridgeFact {
    reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
    answering = Collections.unmodifiableSortedSet(new TreeSet<>(answering));
    unread = Collections.unmodifiableSortedMap(new TreeMap<>(unread));
  }

  /** Those of some nodes whose agents have not said yet that they did all that they were told. */
  public SortedSet<String> owing(Collection<String> nodes) {
    long known = map.emptied() ? map.generation() : map.newest();
    SortedSet<String> owing = new TreeSet<>();
    for (String node : nodes) {
      AgentReport said = reports.get(node);
      if (said == null || !said.applied() || said.map() < known || said.pins() < pinned(node)) {
        owing.add(node);
      }
    }
    return owing;
  }

  /** The last generation of pins that somebody has to know of on a node. */
  private long pinned(String node) {
    return pins.all().entrySet().stream()
        .filter(e -> e.getValue().who() == Who.EVERYONE || e.getKey().equals(node))
        .mapToLong(e -> e.getValue().since())
        .max()
        .orElse(0);
  }

  /** Whether its agents are asked to run. */
  public boolean installed() {
    return !installedAs.isEmpty();
  }

  /** The same, told these nodes. */
  public BridgeFact with(BridgeMap now) {
    return new BridgeFact(installedAs, now, pins, reports, answering, pool, unread);
  }

  /** The same, told these pins. */
  public BridgeFact with(BridgePins now) {
    return new BridgeFact(installedAs, map, now, reports, answering, pool, unread);
  }

  /** The same, its agents installed as this. */
  public BridgeFact installedAs(String now) {
    return new BridgeFact(now, map, pins, reports, answering, pool, unread);
  }

  /** The same, with or without the pool. */
  public BridgeFact withPool(boolean now) {
    return withPool(now ? Pool.AS_MADE : Pool.ABSENT);
  }

  /** The same, the pool being so. */
  public BridgeFact withPool(Pool now) {
    return new BridgeFact(installedAs, map, pins, reports, answering, now, unread);
  }

  /** The same, and this is what its agents say. */
  public BridgeFact heard(SortedMap<String, AgentReport> said, SortedSet<String> ready) {
    return new BridgeFact(installedAs, map, pins, said, ready, pool, unread);
  }

  /** The same, and these logs cannot be read. */
  public BridgeFact unread(SortedMap<String, String> now) {
    return new BridgeFact(installedAs, map, pins, reports, answering, pool, now);
  }
}
