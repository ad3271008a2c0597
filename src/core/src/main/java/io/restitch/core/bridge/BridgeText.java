package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The map as the agents read it, one line a thing:
 *
 * <pre>
 * generation 17
 * links 100.127.192.0/18
 * pool 192.168.0.0/16
 * pin worker-1
 * node worker-1 10.0.0.11 100.127.192.2 02:72:64:7f:c0:02 192.168.3.0/26,192.168.9.64/26
 * end 17
 * </pre>
 *
 * A text without its last line was cut off, and is not applied. {@code -} stands for no ranges.
 */
public final class BridgeText {
  private BridgeText() {}

  /** The text; the same for the same map, byte for byte. */
  public static String of(BridgeMap map) {
    StringBuilder text = new StringBuilder();
    text.append("generation ").append(map.generation()).append('\n');
    text.append("links ").append(map.links()).append('\n');
    map.pools().forEach(p -> text.append("pool ").append(p).append('\n'));
    map.pins().forEach(p -> text.append("pin ").append(p).append('\n'));
    map.peers()
        .forEach((name, peer) ->
            text.append("node ")
                .append(name)
                .append(' ')
                .append(peer.address())
                .append(' ')
                .append(peer.linkAddress())
                .append(' ')
                .append(peer.mac())
                .append(' ')
                .append(ranges(peer))
                .append('\n'));
    return text.append("end ").append(map.generation()).append('\n').toString();
  }

  private static String ranges(Peer peer) {
    return peer.ranges().isEmpty()
        ? "-"
        : peer.ranges().stream().map(Cidr::toString).collect(Collectors.joining(","));
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException if it is not such a text, or was cut off
   */
  public static BridgeMap read(String text) {
    long generation = -1;
    long end = -2;
    Cidr links = Cidr.parse("0.0.0.0/0");
    List<Cidr> pools = new ArrayList<>();
    SortedMap<String, Peer> peers = new TreeMap<>();
    SortedSet<String> pins = new TreeSet<>();
    for (String line : text.lines().toList()) {
      String[] word = line.split(" ");
      if (word.length != (word[0].equals("node") ? 6 : 2)) {
        throw new IllegalArgumentException("no line of a bridge map: " + line);
      }
      switch (word[0]) {
        case "generation" -> generation = Long.parseLong(word[1]);
        case "links" -> links = Cidr.parse(word[1]);
        case "pool" -> pools.add(Cidr.parse(word[1]));
        case "pin" -> pins.add(word[1]);
        case "node" -> peers.put(word[1], peer(word));
        case "end" -> end = Long.parseLong(word[1]);
        default -> throw new IllegalArgumentException("no line of a bridge map: " + line);
      }
    }
    if (generation != end) {
      throw new IllegalArgumentException("the bridge map was cut off");
    }
    return new BridgeMap(generation, links, pools, peers, pins);
  }

  private static Peer peer(String[] word) {
    List<Cidr> ranges =
        word[5].equals("-")
            ? List.of()
            : Arrays.stream(word[5].split(",")).map(Cidr::parse).toList();
    return new Peer(word[2], Cidr.parse(word[3]), ranges);
  }
}
