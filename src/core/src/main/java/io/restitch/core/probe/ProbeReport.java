package io.restitch.core.probe;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node's probe said last.
 *
 * @param probe which map it was told ({@link ProbeMap#id})
 * @param machine what it found on its own machine
 * @param reach what it heard, and whom it reached
 */
public record ProbeReport(String probe, Machine machine, Reach reach) {

  /** Whether a probe's device stands, and if not, why. */
  public enum State {
    /** It stands. */
    UP,
    /** It was made, but UDP 8472 could not be opened: somebody else has it. */
    TAKEN,
    /** No device of the machine has the node's address. */
    ABSENT,
    /** It could not be made. */
    FAILED,
    /** Its time is over, and all is taken away: ask again. */
    OVER
  }

  /**
   * What a probe found on its own machine.
   *
   * @param state how its device is
   * @param mtu what the bridge's device can carry here, in bytes: the uplink's MTU less 50; 0 if
   *     there is no uplink
   * @param inRange addresses and routes within or over the range of links, such as {@code
   *     100.127.193.0/24@eth1}
   * @param devices devices with names that are ours
   * @param others VXLAN devices of others on UDP 8472, such as {@code flannel.1}
   */
  public record Machine(
      State state, int mtu, List<String> inRange, List<String> devices, List<String> others) {
    public Machine {
      inRange = List.copyOf(inRange);
      devices = List.copyOf(devices);
      others = List.copyOf(others);
    }
  }

  /**
   * What came, and what went.
   *
   * @param heard numbers of nodes whose frames arrived
   * @param fits the largest frame that a node answered, in bytes of its inner packet, by the node's
   *     number
   * @param left how much of what it was told it still misses; 0 if nothing
   * @param quiet how many rounds in a row brought nothing new
   */
  public record Reach(
      SortedSet<Integer> heard, SortedMap<Integer, Integer> fits, int left, int quiet) {
    public Reach {
      heard = Collections.unmodifiableSortedSet(new TreeSet<>(heard));
      fits = Collections.unmodifiableSortedMap(new TreeMap<>(fits));
    }
  }

  /** Whether its device stands. */
  public boolean up() {
    return machine.state() == State.UP;
  }
}
