package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.machine.ProviderSnapshots;
import io.restitch.spi.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Snapshots of machines' volumes: they stay with the provider, what is kept is the list of a
 * complete set. The list counts while the provider says that all of it is there; it is asked every
 * ten minutes.
 */
public final class Volumes {
  private static final Duration PACE = Duration.ofMinutes(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final @Nullable ProviderSnapshots provider;
  private final Map<String, String> machines;
  private final InstantSource clock;
  private final Map<Set<String>, Seen> seen = new ConcurrentHashMap<>();

  private record Seen(Instant at, boolean complete) {}

  /**
   * @param provider who takes them; null if there is none
   * @param machines the provider's ids by node name
   */
  public Volumes(
      @Nullable ProviderSnapshots provider, Map<String, String> machines, InstantSource clock) {
    this.provider = provider;
    this.machines = Map.copyOf(machines);
    this.clock = clock;
  }

  Source take(String node) {
    String machine = machines.get(node);
    if (machine == null || provider == null) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND, "the provider knows no machine of " + node, "");
    }
    List<Snapshot> taken = provider.take(node, machine);
    List<Map<String, Object>> list = taken.stream().map(Volumes::fields).toList();
    String ids = String.join(" ", taken.stream().map(Snapshot::id).sorted().toList());
    byte[] text = (JSON.writeValueAsString(list) + "\n").getBytes(StandardCharsets.UTF_8);
    return Source.of(
        out -> out.write(text),
        Map.of("snapshots", ids, "provider", provider.provider(), "machine", machine));
  }

  /** Whether the snapshots that a note lists are still there. */
  boolean there(Note note) {
    Set<String> ids = new TreeSet<>(Arrays.asList(note.detail("snapshots").split(" ")));
    Seen now =
        seen.compute(
            ids,
            (key, last) ->
                last != null && last.at().plus(PACE).isAfter(clock.instant())
                    ? last
                    : new Seen(clock.instant(), complete(note.piece().subject(), ids)));
    return now.complete();
  }

  private boolean complete(String node, Set<String> ids) {
    return machines.containsKey(node) && provider != null && provider.complete(node, ids);
  }

  private static Map<String, Object> fields(Snapshot s) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", s.id());
    fields.put("machineId", s.machineId());
    fields.put("sizeBytes", s.sizeBytes());
    fields.put("createdAt", s.createdAt().toString());
    return fields;
  }
}
