package io.restitch.cluster;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.Names;
import io.restitch.core.decision.Wait;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.port.LeasePort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Lease {@code restitch-system/restitch}.
 *
 * <p>To acquire: no Lease, or one without holder, is taken at once. Another's is watched; only if
 * it stays unchanged for its whole duration is it taken (clocks of two machines are never
 * compared). If it is renewed meanwhile its holder lives: {@code LOCKED}. One that is only borrowed
 * is taken at once. Every write names the resourceVersion it replaces, so of two that try one wins.
 */
public final class KubeLeasePort implements LeasePort {
  private static final Duration DURATION = Duration.ofSeconds(30);
  private static final int TRIES = 3;
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/" + Namespaces.OURS + "/leases";
  private static final String LEASE = LEASES + "/restitch";
  private static final String SUBJECT = "lease " + Namespaces.OURS + "/restitch";

  private final Api api;
  private final InstantSource clock;
  private final Pause pause;
  private final AtomicLong fence = new AtomicLong();

  /** How to wait. */
  @FunctionalInterface
  public interface Pause {
    /** Waits this long. */
    void sleep(Duration duration) throws InterruptedException;
  }

  public KubeLeasePort(Api api, InstantSource clock, Pause pause) {
    this.api = api;
    this.clock = clock;
    this.pause = pause;
  }

  /** The fencing generation we last held; 0 if none. */
  public long fence() {
    return fence.get();
  }

  @Override
  public Held acquire(String holder, Consumer<String> waiting) {
    return take(holder, false, waiting);
  }

  @Override
  public Held borrow(String holder, Consumer<String> waiting) {
    return take(holder, true, waiting);
  }

  private Held take(String holder, boolean borrowed, Consumer<String> waiting) {
    Namespaces.ensure(api);
    @Nullable String seen = null;
    Duration unchanged = Duration.ZERO;
    while (true) {
      JsonNode lease = read();
      String owner = lease.at("/spec/holderIdentity").asString("");
      String version = lease.at("/metadata/resourceVersion").asString("");
      Duration term = Duration.ofSeconds(lease.at("/spec/leaseDurationSeconds").asLong(30));
      boolean free =
          owner.isEmpty()
              || owner.equals(holder)
              || borrowed(lease)
              || unchanged.compareTo(term) >= 0;
      if (free) {
        Instant asked = clock.instant();
        Answer answer = write(marked(lease, borrowed), holder, changes(lease) + 1, "");
        if (answer.ok()) {
          return held(answer, holder, asked);
        }
        if (answer.code() != 409) {
          throw Problems.of(answer, Call.get(LEASE, SUBJECT));
        }
        seen = null;
        unchanged = Duration.ZERO;
      } else if (seen != null && !seen.equals(version)) {
        throw locked(lease, owner);
      } else {
        if (seen == null) {
          waiting.accept(
              "waiting for the lock of %s, which was at work before (last renewed %s): it is taken if it stays unchanged for %d s"
                  .formatted(owner, seconds(lease.at("/spec/renewTime")), term.toSeconds()));
        }
        seen = version;
        sleep(LOOK);
        unchanged = unchanged.plus(LOOK);
      }
    }
  }

  @Override
  public Held renew(Held held, List<Wait> waits) {
    String told = LeaseWaits.text(waits);
    for (int tried = 1; ; tried++) {
      JsonNode lease = read();
      if (!ours(lease, held)) {
        throw lost(lease);
      }
      Instant asked = clock.instant();
      Answer answer = write(lease, held.holder(), held.fence(), told);
      if (answer.ok()) {
        return held(answer, held.holder(), asked);
      }
      if (answer.code() != 409 || tried == TRIES) {
        throw Problems.of(answer, Call.put(LEASE, "", SUBJECT));
      }
    }
  }

  @Override
  public Optional<AtWork> holder() {
    JsonNode lease = read();
    JsonNode spec = lease.path("spec");
    Instant end =
        Instant.parse(spec.path("renewTime").asString("1970-01-01T00:00:00Z"))
            .plusSeconds(spec.path("leaseDurationSeconds").asLong(0));
    return Optional.of(spec.path("holderIdentity").asString(""))
        .filter(who -> !who.isEmpty() && clock.instant().isBefore(end))
        .map(who -> new AtWork(who, LeaseWaits.read(lease), borrowed(lease)));
  }

  @Override
  public void release(Held held) {
    JsonNode lease = read();
    if (ours(lease, held)) {
      write(lease, "", held.fence(), "");
    }
  }

  private static boolean ours(JsonNode lease, Held held) {
    return lease.at("/spec/holderIdentity").asString("").equals(held.holder())
        && changes(lease) == held.fence();
  }

  private static long changes(JsonNode lease) {
    return lease.at("/spec/leaseTransitions").asLong(0);
  }

  private static boolean borrowed(JsonNode lease) {
    return !lease.at("/metadata/annotations").path(Names.BORROWED).asString("").isEmpty();
  }

  private static JsonNode marked(JsonNode lease, boolean borrowed) {
    ObjectNode marked = (ObjectNode) Json.tree(lease.toString());
    ObjectNode annotations = marked.withObject("/metadata/annotations");
    if (borrowed) {
      annotations.put(Names.BORROWED, "yes");
    } else {
      annotations.remove(Names.BORROWED);
    }
    return marked;
  }

  /** Held from when we asked, not from when we read the answer: we may have slept between. */
  private Held held(Answer answer, String holder, Instant asked) {
    long generation = answer.json().at("/spec/leaseTransitions").asLong(0);
    fence.set(generation);
    return new Held(holder, generation, asked, DURATION);
  }

  private JsonNode read() {
    return api.ifThere(Call.get(LEASE, SUBJECT)).map(Answer::json).orElseGet(() -> Json.tree("{}"));
  }

  private Answer write(JsonNode lease, String holder, long generation, String waits) {
    ObjectNode body = (ObjectNode) Json.tree(lease.toString());
    body.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
    ObjectNode metadata = body.withObject("/metadata").put("name", "restitch");
    metadata.remove("managedFields");
    metadata.withObject("/annotations").put(Names.WAITS, waits);
    String now = MICROS.format(clock.instant());
    ObjectNode spec = body.withObject("/spec");
    if (spec.path("leaseTransitions").asLong(-1) != generation) {
      spec.put("acquireTime", now);
    }
    spec.put("holderIdentity", holder)
        .put("leaseDurationSeconds", DURATION.toSeconds())
        .put("leaseTransitions", generation)
        .put("renewTime", now);
    boolean there = metadata.has("resourceVersion");
    return api.send(
        there
            ? Call.put(LEASE, body.toString(), SUBJECT)
            : Call.post(LEASES, body.toString(), SUBJECT));
  }

  private void sleep(Duration duration) {
    try {
      pause.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(
          ErrorCode.TRANSIENT, "interrupted while waiting for the " + SUBJECT, "", e);
    }
  }

  /** Without the fraction, which tells people nothing. */
  private static String seconds(JsonNode time) {
    return time.asString("?").replaceFirst("\\.\\d+Z$", "Z");
  }

  private static RestitchException locked(JsonNode lease, String owner) {
    return new RestitchException(
        ErrorCode.LOCKED,
        owner
            + " is at work on this cluster since "
            + seconds(lease.at("/spec/acquireTime"))
            + " ("
            + SUBJECT
            + ", renewed "
            + seconds(lease.at("/spec/renewTime"))
            + ")",
        "watch it with 'restitch status -w', or stop it there");
  }

  private static RestitchException lost(JsonNode lease) {
    String owner = lease.at("/spec/holderIdentity").asString("");
    return new RestitchException(
        ErrorCode.LOST_LOCK,
        "the " + SUBJECT + " is now held by " + (owner.isEmpty() ? "nobody" : owner),
        "run 'restitch apply' again; it goes on where the migration stands");
  }
}
