package io.restitch.twin.model;

import io.restitch.core.fact.PodFact;
import io.restitch.twin.model.BudgetRule.Limit;
import io.restitch.twin.model.Workload.Kind;
import io.restitch.twin.model.Workload.Pace;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A small cluster that chance draws, such that a migration of it can come to its end. */
public final class RandomCluster {
  private final Draft draft = new Draft();
  private final Chance chance;
  private final List<String> zones;

  /** What pods with zonal volumes may still take: they must fit wherever they are bound to. */
  private int bound = 1200;

  private RandomCluster(Chance chance) {
    this.chance = chance;
    this.zones = List.of("a", "b", "c").subList(0, chance.between(1, 3));
  }

  /** Draws one: 1 or 3 control planes, 2 to 8 workers, 1 to 7 workloads. */
  public static Blueprint draw(long seed) {
    return new RandomCluster(new Chance(seed, "cluster")).draw();
  }

  private Blueprint draw() {
    int controlPlanes = chance.happens(0.7) ? 3 : 1;
    for (int i = 1; i <= controlPlanes; i++) {
      draft.controlPlane("cp-" + i, zones.get(i % zones.size()));
    }
    int workers = chance.between(2, 8);
    for (int i = 1; i <= workers; i++) {
      draft.worker("worker-" + i, zones.get(i % zones.size()), Map.of("parity", parity(i)));
    }
    int room = workers * 3000;
    int workloads = chance.between(1, 7);
    for (int i = 1; i <= workloads; i++) {
      room -= workload("app-" + i, workers, room);
    }
    PodFact.Spec everywhere = Draft.everywhere(Draft.asking(50, 64));
    if (chance.happens(0.6)) {
      draft.workload(Kind.DAEMON_SET, "system", "agent", 0, everywhere, pace(Duration.ZERO));
      draft.service("system", "agent");
    }
    return draft.blueprint("cluster");
  }

  private static String parity(int i) {
    return i % 2 == 0 ? "even" : "odd";
  }

  /** One workload, its budget and Service; returns what it takes, in thousandths of a core. */
  private int workload(String name, int workers, int room) {
    int cpu = chance.between(1, 8) * 50;
    int most = Math.min(12, Math.max(0, room) / (cpu * 2));
    if (most == 0) {
      return 0;
    }
    int replicas = chance.between(1, most);
    int kind = chance.between(1, 10);
    PodFact.Spec spec = Draft.asking(cpu, chance.between(1, 16) * 32);
    if (kind == 1) {
      draft.workload(Kind.JOB, "apps", name, 1, spec, pace(chance.millis(60_000, 900_000)));
      return cpu;
    }
    if (kind == 2) {
      draft.workload(Kind.NOBODY, "apps", name, 1, spec, pace(Duration.ZERO));
      return cpu;
    }
    boolean stateful = kind <= 4 && cpu * replicas <= bound;
    bound -= stateful ? cpu * replicas : 0;
    boolean apart = !stateful && replicas < workers && chance.happens(0.3);
    PodFact.Spec shaped =
        stateful
            ? spec.storing(
                new PodFact.Storage(chance.happens(0.2), List.of(), List.of("data"), false))
            : apart ? Draft.keptApart(name, spec) : spec;
    draft.workload(
        stateful ? Kind.STATEFUL_SET : Kind.REPLICA_SET,
        "apps",
        name,
        replicas,
        shaped,
        pace(Duration.ZERO));
    if (replicas > 1 && chance.happens(0.6)) {
      draft.budget("apps", name, limit(replicas), chance.happens(0.3));
    }
    if (chance.happens(0.5)) {
      draft.service("apps", name);
    }
    return cpu * replicas;
  }

  /** Always at least one pod may be missing: a budget that never allows any is refused earlier. */
  private Limit limit(int replicas) {
    return switch (chance.between(1, 4)) {
      case 1 -> new Limit(true, false, chance.between(1, replicas));
      case 2 -> new Limit(false, false, chance.between(0, replicas - 1));
      case 3 -> new Limit(true, true, chance.between(10, 60));
      default -> new Limit(false, true, (replicas - 1) * 100 / replicas);
    };
  }

  private Pace pace(Duration run) {
    return new Pace(
        chance.millis(500, 5_000), chance.millis(500, 15_000), chance.millis(200, 12_000), run);
  }
}
