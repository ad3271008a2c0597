package io.restitch.core.probe;

import io.restitch.core.probe.ProbeMap.Member;
import io.restitch.core.probe.ProbeReport.Machine;
import io.restitch.core.probe.ProbeReport.Reach;
import io.restitch.core.probe.ProbeReport.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The map as probes read it, and what they say in return:
 *
 * <pre>
 * probe 1f2e3d4c
 * links 100.127.192.0/18
 * node 1 worker-1 10.0.0.11 100.127.192.1 02:72:64:7f:c0:01 2,3
 * end 1f2e3d4c
 *
 * probe=1f2e3d4c state=up mtu=1450 range=- devices=- others=- heard=2,3 fits=2:1450,3:1372 left=1 quiet=5
 * </pre>
 *
 * {@code -} stands for nothing. Nodes are named by their numbers, so that five thousand fit.
 */
public final class ProbeText {
  private static final String NOTHING = "-";

  private ProbeText() {}

  /** The map's text; the same for the same map, byte for byte. */
  public static String of(ProbeMap map) {
    List<String> lines = new ArrayList<>();
    lines.add("probe " + map.id());
    lines.add("links " + map.links());
    for (Member m : map.members()) {
      String targets =
          m.targets().isEmpty()
              ? NOTHING
              : m.targets().stream().map(String::valueOf).collect(Collectors.joining(","));
      lines.add(
          "node %d %s %s %s %s %s"
              .formatted(
                  lines.size() - 1,
                  m.name(),
                  m.peer().address(),
                  m.peer().linkAddress(),
                  m.peer().mac(),
                  targets));
    }
    lines.add("end " + map.id());
    return String.join("\n", lines) + "\n";
  }

  /**
   * Reads what a probe said.
   *
   * @throws IllegalArgumentException if it is no report
   */
  public static ProbeReport report(String line) {
    Map<String, String> said = new HashMap<>();
    for (String pair : line.strip().split(" ")) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("no report: " + line);
      }
      said.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    State state = State.valueOf(said.getOrDefault("state", NOTHING).toUpperCase(Locale.ROOT));
    Machine machine =
        new Machine(
            state,
            number(said, "mtu"),
            list(said, "range"),
            list(said, "devices"),
            list(said, "others"));
    TreeSet<Integer> heard = new TreeSet<>();
    list(said, "heard").forEach(n -> heard.add(Integer.valueOf(n)));
    return new ProbeReport(
        said.getOrDefault("probe", ""),
        machine,
        new Reach(heard, fits(said), number(said, "left"), number(said, "quiet")));
  }

  private static SortedMap<Integer, Integer> fits(Map<String, String> said) {
    SortedMap<Integer, Integer> fits = new TreeMap<>();
    for (String one : list(said, "fits")) {
      int colon = one.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no size of a frame: " + one);
      }
      fits.put(Integer.valueOf(one.substring(0, colon)), Integer.valueOf(one.substring(colon + 1)));
    }
    return fits;
  }

  private static int number(Map<String, String> said, String key) {
    return Integer.parseInt(said.getOrDefault(key, "0"));
  }

  private static List<String> list(Map<String, String> said, String key) {
    String text = said.getOrDefault(key, NOTHING);
    return text.equals(NOTHING) || text.isEmpty() ? List.of() : List.of(text.split(","));
  }
}
