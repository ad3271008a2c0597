package io.restitch.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Somebody takes the rules of pins away on every old machine, as soon as they are there. */
final class PinsTakenOff implements AutoCloseable {
  private static final String AGAIN_AND_AGAIN =
      "while :; do while ip rule delete pref 32690 2>/dev/null; do :; done; sleep 0.1; done";

  private final List<Process> takers = new ArrayList<>();

  private PinsTakenOff() {}

  static PinsTakenOff begin(MixedLab lab) {
    PinsTakenOff all = new PinsTakenOff();
    Stream.concat(MixedEnds.CONTROL_PLANES.stream(), Stream.of("worker-1", "worker-2", "worker-3"))
        .forEach(machine -> all.takers.add(lab.keepRunning(machine, AGAIN_AND_AGAIN)));
    return all;
  }

  @Override
  public void close() {
    for (Process taker : takers) {
      taker.descendants().forEach(ProcessHandle::destroyForcibly);
      taker.destroyForcibly();
    }
  }
}
