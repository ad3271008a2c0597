package io.restitch.core.bridge;

import io.restitch.core.net.Cidr;
import java.util.List;

/**
 * A node as all others see it.
 *
 * @param address where its packets go: its InternalIP
 * @param link its address on the bridge, a range of one
 * @param ranges pod ranges that it carries, or is about to carry; sorted
 */
public record Peer(String address, Cidr link, List<Cidr> ranges) {
  public Peer {
    ranges = ranges.stream().distinct().sorted().toList();
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
