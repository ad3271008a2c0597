package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What changed from one map to a later one, for people. */
public final class MapNews {
  private MapNews() {}

  /** One line for each node that came, went, or carries other ranges; sorted by node. */
  public static List<String> between(BridgeMap before, BridgeMap after) {
    List<String> lines = new ArrayList<>();
    after
        .peers()
        .forEach((name, peer) -> {
          Peer known = before.peers().get(name);
          if (known == null) {
            lines.add(name + ": new, with " + ranges(peer.ranges()));
          } else {
            List<Cidr> more = without(peer.ranges(), known.ranges());
            List<Cidr> fewer = without(known.ranges(), peer.ranges());
            if (!more.isEmpty()) {
              lines.add(name + ": and " + ranges(more));
            }
            if (!fewer.isEmpty()) {
              lines.add(name + ": no longer " + ranges(fewer));
            }
            if (!known.address().equals(peer.address())) {
              lines.add(name + ": now at " + peer.address());
            }
          }
        });
    without(List.copyOf(before.peers().keySet()), List.copyOf(after.peers().keySet()))
        .forEach(name -> lines.add(name + ": gone"));
    return lines.stream().sorted().toList();
  }

  private static <T> List<T> without(List<T> all, List<T> others) {
    return all.stream().filter(one -> !others.contains(one)).toList();
  }

  private static String ranges(List<Cidr> ranges) {
    return ranges.isEmpty()
        ? "no range yet"
        : ranges.stream().map(Cidr::toString).collect(Collectors.joining(", "));
  }
}
