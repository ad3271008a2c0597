package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.math.BigInteger;
import java.util.Optional;

/** How many nodes a range of link addresses is for. */
public final class LinkRange {
  private static final String FIELD = "network.linkRange";

  private LinkRange() {}

  /** How many there is one for: they are IPv4, and the first of a range is its own. */
  public static int room(Cidr links) {
    return links.v6()
        ? 0
        : links.count(32).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue() - 1;
  }

  /** What stands in the way of so many nodes, if anything does. */
  public static Optional<Verdict> tooSmall(Cidr links, int needed) {
    if (links.v6()) {
      return Optional.of(
          block(
              "link-range-family",
              links + " is an IPv6 range, and link addresses of the bridge are IPv4",
              "choose an IPv4 range that nothing in your network uses"));
    }
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, needed));
    return room(links) >= needed
        ? Optional.empty()
        : Optional.of(
            block(
                "link-range-too-small",
                "%s has link addresses for %d nodes, and there may be %d at a time"
                    .formatted(links, room(links), needed),
                "choose a /" + (32 - bits) + " or larger for " + FIELD));
  }

  private static Verdict block(String code, String message, String remedy) {
    return new Verdict(Level.BLOCK, code, FIELD, message, remedy);
  }
}
