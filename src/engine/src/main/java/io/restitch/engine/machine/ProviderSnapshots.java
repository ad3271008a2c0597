package io.restitch.engine.machine;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.spi.MachineProvider;
import io.restitch.spi.ProviderException;
import io.restitch.spi.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Snapshots of machines' volumes by their provider.
 *
 * <p>Clouds know no idempotency token for snapshots, so a set carries a tag of its own: if the
 * reply is lost, whether the set is whole cannot be known. It is not used, and the caller starts
 * another.
 */
public final class ProviderSnapshots {
  /** Tag: which set a snapshot belongs to. */
  public static final String SET = "restitch.io/backup";

  /** Tag: the Node whose machine's volumes they are. */
  public static final String NODE = "restitch.io/node";

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MachineProvider provider;
  private final InstantSource clock;
  private final Rest rest;
  private final Duration limit;

  /** Lets time pass: {@code Thread::sleep} in a real run. */
  @FunctionalInterface
  public interface Rest {
    /** Returns after this long. */
    void rest(Duration duration) throws InterruptedException;
  }

  /**
   * @param limit how long a set may take until it is complete; first snapshots of large volumes
   *     take hours
   */
  public ProviderSnapshots(
      MachineProvider provider, InstantSource clock, Rest rest, Duration limit) {
    this.provider = provider;
    this.clock = clock;
    this.rest = rest;
    this.limit = limit;
  }

  /** Who takes them. */
  public String provider() {
    return provider.capabilities().name();
  }

  /**
   * Takes snapshots of all volumes of a machine and waits until they are complete.
   *
   * @throws RestitchException {@code TRANSIENT} if the call's outcome is unknown or they take too
   *     long, {@code PROVIDER} if the provider refuses or a snapshot failed
   */
  public List<Snapshot> take(String node, String machineId) {
    Map<String, String> tags = Map.of(SET, UUID.randomUUID().toString(), NODE, node);
    Set<String> wanted =
        asking(node, () -> provider.snapshot(machineId, tags)).stream()
            .map(Snapshot::id)
            .collect(Collectors.toUnmodifiableSet());
    Instant deadline = clock.instant().plus(limit);
    for (Duration pause = FIRST; ; pause = longer(pause)) {
      List<Snapshot> now =
          asking(node, () -> provider.snapshots(tags)).stream()
              .filter(s -> wanted.contains(s.id()))
              .toList();
      if (now.size() == wanted.size() && all(now, Snapshot.State.COMPLETED)) {
        return now;
      }
      for (Snapshot s : now) {
        if (s.state() == Snapshot.State.FAILED) {
          throw new RestitchException(
              ErrorCode.PROVIDER,
              provider() + ": snapshot " + s.id() + " of " + node + " failed",
              "look why in the cloud's console, and delete it there");
        }
      }
      if (!clock.instant().isBefore(deadline)) {
        throw new RestitchException(
            ErrorCode.TRANSIENT,
            provider()
                + ": snapshots of "
                + node
                + " are not complete after "
                + limit.toMinutes()
                + " min: "
                + String.join(", ", wanted),
            "");
      }
      pause(node, pause);
    }
  }

  /** Whether all of these snapshots of a node are there, and complete. */
  public boolean complete(String node, Set<String> ids) {
    List<Snapshot> found =
        asking(node, () -> provider.snapshots(Map.of(NODE, node))).stream()
            .filter(s -> ids.contains(s.id()))
            .toList();
    return found.size() == ids.size() && all(found, Snapshot.State.COMPLETED);
  }

  private <T> T asking(String node, Supplier<T> call) {
    try {
      return call.get();
    } catch (ProviderException e) {
      throw ProviderProblems.translate(provider(), "take snapshots of " + node, e);
    }
  }

  private void pause(String node, Duration duration) {
    try {
      rest.rest(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(
          ErrorCode.TRANSIENT, "stopped while snapshots of " + node + " were taken", "", e);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }

  private static boolean all(List<Snapshot> some, Snapshot.State state) {
    return some.stream().allMatch(s -> s.state() == state);
  }
}
