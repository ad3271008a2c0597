package io.restitch.cli.show;

import io.restitch.cli.run.FrozenText;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.Peer;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.Frozen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The bridge, as its agents are told of it. */
public final class BridgeTable {
  private static final int FEW = 3;

  private BridgeTable() {}

  /**
   * As a table.
   *
   * @param wide whether all ranges of a node are shown
   */
  public static String of(Observed world, boolean wide) {
    BridgeFact bridge = world.fabrics().bridge();
    BridgeMap map = bridge.map();
    Rows rows = new Rows("NODE", "ADDRESS", "LINK", "ANSWERS", "PINNED", "RANGES");
    map.peers()
        .forEach((name, peer) ->
            rows.add(
                name,
                peer.address(),
                peer.linkAddress(),
                yes(bridge.answering().contains(name)),
                yes(bridge.pins().of(name).isPresent()),
                ranges(peer, wide)));
    StringBuilder text = new StringBuilder(rows.toString());
    text.append("map %d: %d nodes\n".formatted(map.generation(), map.peers().size()));
    map.rest()
        .ifPresent(node -> text.append("addresses of no node's ranges: by way of " + node + "\n"));
    Frozen.of(world)
        .ifPresent(f -> FrozenText.nearlyFull(f).forEach(l -> text.append(l).append('\n')));
    return text.toString();
  }

  private static String yes(boolean is) {
    return is ? "yes" : "-";
  }

  private static String ranges(Peer peer, boolean wide) {
    List<Cidr> all = peer.ranges();
    int shown = wide ? all.size() : Math.min(FEW, all.size());
    String more = shown < all.size() ? " and %d more".formatted(all.size() - shown) : "";
    return all.stream().limit(shown).map(Cidr::toString).collect(Collectors.joining(",")) + more;
  }

  /** As nested maps. */
  public static Map<String, Object> map(Observed world) {
    BridgeFact bridge = world.fabrics().bridge();
    BridgeMap told = bridge.map();
    List<Map<String, Object>> nodes = new ArrayList<>();
    told.peers()
        .forEach((name, peer) -> {
          Map<String, Object> node = new LinkedHashMap<>();
          node.put("name", name);
          node.put("address", peer.address());
          node.put("link", peer.linkAddress());
          node.put("answers", bridge.answering().contains(name));
          node.put("pinned", bridge.pins().of(name).isPresent());
          node.put("ranges", peer.ranges().stream().map(Cidr::toString).toList());
          nodes.add(node);
        });
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("apiVersion", "restitch.io/v1alpha1");
    map.put("kind", "Bridge");
    map.put("generation", told.generation());
    map.put("links", told.links().toString());
    map.put("rest", told.rest().orElse(""));
    map.put("nodes", nodes);
    map.put("nearlyFull", Frozen.of(world).map(Frozen::nearlyFull).orElse(List.of()));
    return map;
  }

  /** One node a line. */
  public static String names(Observed world) {
    return world.fabrics().bridge().map().peers().keySet().stream()
        .map(name -> "node/" + name + "\n")
        .collect(Collectors.joining());
  }
}
