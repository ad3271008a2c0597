package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import java.util.List;

/**
 * A node as all others see it.
 *
 * @param address where its packets go: its InternalIP
 * @param link its address on the bridge, a range of one
 * @param ranges pod ranges that it carries, or is about to carry; sorted
 * @param since the first generation of the map in which it is as it is: an agent that knows this
 *     one, or a later one, knows these ranges
 */
public record Peer(String address, Cidr link, List<Cidr> ranges, long since) {
  public Peer {
    ranges = ranges.stream().distinct().sorted().toList();
  }

  /** The same if this is what it is like already, else this one from that generation on. */
  Peer as(String addressNow, List<Cidr> rangesNow, long generation) {
    Peer now = new Peer(addressNow, link, rangesNow, since);
    return now.equals(this) ? this : new Peer(addressNow, link, rangesNow, generation);
  }

  /**
   * The address of its device, which follows from its link address, so that nobody has to tell:
   * locally administered, and {@code r} for restitch.
   */
  public String mac() {
    StringBuilder mac = new StringBuilder("02:72");
    for (String octet : linkAddress().split("\\.")) {
      mac.append(":%02x".formatted(Integer.parseInt(octet)));
    }
    return mac.toString();
  }

  /** Its address on the bridge, without a length. */
  public String linkAddress() {
    String text = link.toString();
    return text.substring(0, text.indexOf('/'));
  }
}
