package io.restitch.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What BIRD knows and tells the kernel on every machine that Calico serves, looked at every five
 * seconds: nothing of ours may get there, or Calico would lead its traffic over the bridge.
 */
final class BirdRoutes implements AutoCloseable {
  /** What a device has on its own is no route that BIRD has learned, or tells others. */
  private static final String AGAIN_AND_AGAIN =
      "while :; do"
          + " birdc -s /var/run/calico/bird.ctl show route where source != RTS_DEVICE 2>/dev/null;"
          + " ip -4 route show proto bird;"
          + " sleep 5; done | grep --line-buffered -oE '^[a-z ]*[0-9]+[.][0-9./]+'";

  private final MixedLab lab;
  private final List<String> machines =
      Stream.concat(
              MixedEnds.CONTROL_PLANES.stream(), Stream.of("worker-1", "worker-2", "worker-3"))
          .toList();
  private final List<Process> lookers = new ArrayList<>();

  private BirdRoutes(MixedLab lab) {
    this.lab = lab;
  }

  static BirdRoutes begin(MixedLab lab) {
    BirdRoutes routes = new BirdRoutes(lab);
    routes.machines.forEach(m -> routes.lookers.add(lab.keepRunning(m, AGAIN_AND_AGAIN)));
    return routes;
  }

  /** All that were there at any time, without repetition. */
  TreeSet<String> seen() {
    TreeSet<String> seen = new TreeSet<>();
    for (String machine : machines) {
      Commands.read(lab.dir().resolve(machine + ".kept.out"))
          .lines()
          .map(l -> l.replaceFirst("^[a-z ]*", ""))
          .forEach(seen::add);
    }
    return seen;
  }

  @Override
  public void close() {
    for (Process looker : lookers) {
      looker.descendants().forEach(ProcessHandle::destroyForcibly);
      looker.destroyForcibly();
    }
  }
}
