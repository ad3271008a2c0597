package io.restitch.core.bridge;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Nodes in change: their ranges go over the bridge whatever native routes there are, and they send
 * all that way themselves. Beside the map, since a pin is set and taken for each machine, and the
 * map is large.
 *
 * @param generation grows with every change, from 1; 0 before there is one
 * @param all pins, by node
 */
public record BridgePins(long generation, SortedMap<String, Pin> all) {
  /** Before there is one. */
  public static final BridgePins NONE = new BridgePins(0, new TreeMap<>());

  public BridgePins {
    all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
  }

  /** Who has to say that he knows of a pin before anybody relies on it. */
  public enum Who {
    /** The node itself: others lose their native routes to it, and have the bridge's. */
    ITSELF,
    /** Every node: native routes to it come and go while it changes. */
    EVERYONE
  }

  /**
   * A pin.
   *
   * @param who has to say that he knows of it
   * @param since the generation that it is there from
   */
  public record Pin(Who who, long since) {}

  /** The pin of a node. */
  public Optional<Pin> of(String node) {
    return Optional.ofNullable(all.get(node));
  }

  /** The pins after these, with this one. */
  public BridgePins with(String node, Who who) {
    if (of(node).filter(p -> p.who() == who).isPresent()) {
      return this;
    }
    SortedMap<String, Pin> more = new TreeMap<>(all);
    more.put(node, new Pin(who, generation + 1));
    return new BridgePins(generation + 1, more);
  }

  /** The pins after these, without this one. */
  public BridgePins without(String node) {
    if (of(node).isEmpty()) {
      return this;
    }
    SortedMap<String, Pin> fewer = new TreeMap<>(all);
    fewer.remove(node);
    return new BridgePins(generation + 1, fewer);
  }
}
