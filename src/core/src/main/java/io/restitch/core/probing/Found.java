package io.restitch.core.probing;

import io.restitch.core.probe.ProbeMap;
import io.restitch.core.probe.ProbeMap.Member;
import io.restitch.core.probe.ProbeReport.Machine;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a probe found on its own machine: the bridge and Flannel need the range of links, their
 * devices' names and UDP 8472 for themselves.
 */
final class Found {
  private Found() {}

  /**
   * What is to be said of it.
   *
   * @param canal whether Calico is Canal, whose Flannel has a device on UDP 8472 of its own
   */
  static List<Verdict> verdicts(ProbeMap map, Member on, Machine machine, boolean canal) {
    List<Verdict> found = new ArrayList<>();
    state(on, machine).ifPresent(found::add);
    if (!machine.inRange().isEmpty()) {
      found.add(
          block(
              "link-range-used",
              on,
              "the bridge's range %s is in use on it: %s"
                  .formatted(map.links(), String.join(", ", machine.inRange())),
              "set network.linkRange to a range that nothing in this network uses, and plan anew"));
    }
    for (String device : machine.devices()) {
      found.add(
          block(
              "device-left",
              on,
              "a device " + device + " is there already, and the bridge is not installed",
              "if nothing of yours: ip link delete dev %s on the machine".formatted(device)));
    }
    if (!canal && !machine.others().isEmpty()) {
      String names = String.join(", ", machine.others());
      found.add(
          new Verdict(
              Level.WARN,
              "udp-8472-shared",
              subject(on),
              "VXLAN on UDP 8472 is there already: " + names,
              "if a Flannel was tried here before, remove what it left: an old flannel.1 keeps its MTU"));
    }
    return found;
  }

  private static Optional<Verdict> state(Member on, Machine machine) {
    return switch (machine.state()) {
      case UP, OVER -> Optional.empty();
      case TAKEN ->
          Optional.of(
              block(
                  "udp-8472-taken",
                  on,
                  "UDP 8472 is taken on it by something that does not share it",
                  "see what has it: ss -lnup 'sport = :8472' and ip -d link show type vxlan; Flannel"
                      + " and the bridge need it"));
      case ABSENT ->
          Optional.of(
              block(
                  "address-absent",
                  on,
                  "no device has the node's address " + on.peer().address(),
                  "give its kubelet --node-ip with an address of the machine"));
      case FAILED ->
          Optional.of(
              block(
                  "vxlan-absent",
                  on,
                  "its kernel makes no VXLAN device",
                  "load module vxlan on the machine, and have it loaded at boot"));
    };
  }

  private static Verdict block(String code, Member on, String message, String remedy) {
    return new Verdict(Level.BLOCK, code, subject(on), message, remedy);
  }

  private static String subject(Member on) {
    return "node " + on.name();
  }
}
