package io.restitch.core.bridge;

import io.restitch.core.bridge.BridgePins.Pin;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Map and pins as the agents read them, one line a thing, and what they say in return:
 *
 * <pre>
 * generation 17                      generation 3
 * links 100.127.192.0/18             pin worker-1 itself 3
 * pool 192.168.0.0/16                end 3
 * rest cp-1
 * node worker-1 10.0.0.11 100.127.192.2 02:72:64:7f:c0:02 192.168.3.0/26,192.168.9.64/26 12
 * end 17
 *
 * map=17 pins=3 applied=yes silent=worker-7 alone=no
 * </pre>
 *
 * A text without its last line was cut off, and is not applied. {@code -} stands for nothing.
 */
public final class BridgeText {
  private static final String NOTHING = "-";

  private BridgeText() {}

  /** The map's text; the same for the same map, byte for byte. */
  public static String of(BridgeMap map) {
    List<String> lines = new ArrayList<>();
    lines.add("generation " + map.generation());
    lines.add("links " + map.links());
    map.pools().forEach(p -> lines.add("pool " + p));
    map.rest().ifPresent(r -> lines.add("rest " + r));
    map.peers()
        .forEach((name, peer) ->
            lines.add(
                String.join(
                    " ",
                    "node",
                    name,
                    peer.address(),
                    peer.linkAddress(),
                    peer.mac(),
                    ranges(peer),
                    String.valueOf(peer.since()))));
    lines.add("end " + map.generation());
    return text(lines);
  }

  /** The pins' text. */
  public static String of(BridgePins pins) {
    List<String> lines = new ArrayList<>();
    lines.add("generation " + pins.generation());
    pins.all()
        .forEach((node, pin) -> lines.add("pin %s %s %d".formatted(node, word(pin), pin.since())));
    lines.add("end " + pins.generation());
    return text(lines);
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String word(Pin pin) {
    return pin.who().name().toLowerCase(Locale.ROOT);
  }

  private static String ranges(Peer peer) {
    return peer.ranges().isEmpty()
        ? NOTHING
        : peer.ranges().stream().map(Cidr::toString).collect(Collectors.joining(","));
  }

  /**
   * Reads a map back.
   *
   * @throws IllegalArgumentException if it is not such a text, or was cut off
   */
  public static BridgeMap map(String text) {
    Cidr links = Cidr.parse("0.0.0.0/0");
    List<Cidr> pools = new ArrayList<>();
    Optional<String> rest = Optional.empty();
    SortedMap<String, Peer> peers = new TreeMap<>();
    for (String[] word : whole(text)) {
      switch (word[0] + word.length) {
        case "links2" -> links = Cidr.parse(word[1]);
        case "pool2" -> pools.add(Cidr.parse(word[1]));
        case "rest2" -> rest = Optional.of(word[1]);
        case "node7" -> peers.put(word[1], peer(word));
        default -> throw new IllegalArgumentException("no line of a map: " + word[0]);
      }
    }
    return new BridgeMap(generation(text), links, pools, rest, peers);
  }

  /**
   * Reads pins back.
   *
   * @throws IllegalArgumentException if it is not such a text, or was cut off
   */
  public static BridgePins pins(String text) {
    SortedMap<String, Pin> pins = new TreeMap<>();
    for (String[] word : whole(text)) {
      if (word.length != 4 || !word[0].equals("pin")) {
        throw new IllegalArgumentException("no line of pins: " + word[0]);
      }
      pins.put(
          word[1], new Pin(Who.valueOf(word[2].toUpperCase(Locale.ROOT)), Long.parseLong(word[3])));
    }
    return new BridgePins(generation(text), pins);
  }

  /** All lines but the first and the last, which name the same generation. */
  private static List<String[]> whole(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2 || !lines.getLast().equals("end " + generation(text))) {
      throw new IllegalArgumentException("it was cut off");
    }
    return lines.subList(1, lines.size() - 1).stream().map(l -> l.split(" ")).toList();
  }

  private static long generation(String text) {
    String first = text.lines().findFirst().orElse("");
    if (!first.matches("generation \\d{1,18}")) {
      throw new IllegalArgumentException("its first line names no generation");
    }
    return Long.parseLong(first.substring(first.indexOf(' ') + 1));
  }

  private static Peer peer(String[] word) {
    List<Cidr> ranges =
        word[5].equals(NOTHING)
            ? List.of()
            : Arrays.stream(word[5].split(",")).map(Cidr::parse).toList();
    return new Peer(word[2], Cidr.parse(word[3]), ranges, Long.parseLong(word[6]));
  }

  /**
   * Reads what an agent said.
   *
   * @throws IllegalArgumentException if it is no report
   */
  public static AgentReport report(String line) {
    Map<String, String> said = new HashMap<>();
    for (String pair : line.strip().split(" ")) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("no report: " + line);
      }
      said.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    String silent = said.getOrDefault("silent", NOTHING);
    return new AgentReport(
        Long.parseLong(said.getOrDefault("map", "0")),
        Long.parseLong(said.getOrDefault("pins", "0")),
        "yes".equals(said.get("applied")),
        new TreeSet<>(silent.equals(NOTHING) ? List.of() : List.of(silent.split(","))),
        "yes".equals(said.get("alone")));
  }
}
