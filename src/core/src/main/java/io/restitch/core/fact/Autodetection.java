package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * How Calico's agents find their machine's address, asked again every minute (calico {@code
 * node/pkg/lifecycle/startup/autodetection}: devices are gone through from the newest on, so that a
 * device of ours that is not left out comes first).
 *
 * @param method {@code IP_AUTODETECTION_METHOD}; empty is {@code first-found}
 */
public record Autodetection(String method) {
  /** What to do where it may take a device of ours. */
  public static final String REMEDY =
      "set IP_AUTODETECTION_METHOD of calico-node to kubernetes-internal-ip, or to interface= or"
          + " cidr= of the machines' own network (with the operator: nodeAddressAutodetectionV4);"
          + " that restarts Calico's agents one after the other";

  private static final List<String> DEVICES = List.of("cni-restitch", "cni-probe");

  /**
   * What of ours it may take.
   *
   * @param links the bridge's range
   * @param routed ranges that the bridge routes
   * @return in words; empty if it takes nothing of ours
   */
  public Optional<String> takes(Cidr links, List<Cidr> routed) {
    if (method.startsWith("interface=")) {
      return after("=")
          .flatMap(regex -> DEVICES.stream().filter(d -> matches(regex, d)))
          .findFirst()
          .map(device -> "device " + device);
    }
    if (method.startsWith("cidr=")) {
      return after("=")
          .filter(text -> range(text).map(links::overlaps).orElse(true))
          .findFirst()
          .map(text -> "addresses of the bridge's range " + links);
    }
    if (method.startsWith("can-reach=")) {
      return after("=")
          .flatMap(text -> range(text).stream())
          .flatMap(to -> Stream.concat(Stream.of(links), routed.stream()).filter(to::overlaps))
          .findFirst()
          .map(range -> "the device that leads to " + range);
    }
    return Optional.empty();
  }

  /**
   * Whether it is a method that Calico knows; {@code skip-interface} adds to its own exclusions.
   */
  public boolean known() {
    return method.isEmpty()
        || method.equals("first-found")
        || Stream.of(
                "interface=", "skip-interface=", "cidr=", "can-reach=", "kubernetes-internal-ip")
            .anyMatch(method::startsWith);
  }

  /** A name is none: what it resolves to is reached as it was before. */
  private static Optional<Cidr> range(String text) {
    try {
      return Optional.of(Cidr.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Stream<String> after(String sign) {
    String list = method.substring(method.indexOf(sign) + 1);
    return Arrays.stream(list.split(",")).map(String::strip);
  }

  /** Anywhere in the name, as Go's MatchString does; what Java cannot read may match anything. */
  private static boolean matches(String regex, String device) {
    try {
      return Pattern.compile(regex).matcher(device).find();
    } catch (PatternSyntaxException e) {
      return true;
    }
  }
}
