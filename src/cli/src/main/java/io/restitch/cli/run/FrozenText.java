package io.restitch.cli.run;

import io.restitch.core.phase.Frozen;
import io.restitch.core.phase.Frozen.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the bridge does not learn of while nothing runs, for people. */
public final class FrozenText {
  private static final int MOST = 10;

  private FrozenText() {}

  /** Line by line, with the way out. */
  public static List<String> of(Frozen frozen) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "ranges are frozen while nothing runs: the bridge does not learn of a block that Calico gives"
            + " a node meanwhile");
    lines.addAll(nearlyFull(frozen));
    lines.add("→ restitch bridge --watch keeps ranges fresh, and does nothing else");
    return lines;
  }

  /** Nodes that will be given one soon; no line if there are none. */
  public static List<String> nearlyFull(Frozen frozen) {
    List<Room> rooms = frozen.nearlyFull();
    String more = rooms.size() > MOST ? ", and %d more".formatted(rooms.size() - MOST) : "";
    return rooms.isEmpty()
        ? List.of()
        : List.of(
            rooms.stream()
                .limit(MOST)
                .map(r ->
                    "%s (%d of %d addresses free)".formatted(r.node(), r.free(), r.addresses()))
                .collect(Collectors.joining(", ", "blocks nearly full: ", more)));
  }
}
