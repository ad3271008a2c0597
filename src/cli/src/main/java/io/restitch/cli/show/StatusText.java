package io.restitch.cli.show;

import io.restitch.cli.run.FrozenText;
import io.restitch.cli.run.Runner;
import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.phase.Frozen;
import io.restitch.core.plan.Plan;
import io.restitch.core.policy.PolicyLosses;
import io.restitch.engine.port.LeasePort.AtWork;
import io.restitch.engine.port.StoredMigration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The record for people and for scripts. */
public final class StatusText {
  private StatusText() {}

  /**
   * As a table.
   *
   * @param holder who is at work, if somebody is
   * @param world the cluster
   * @param waits what a person has to end
   */
  public static String of(
      StoredMigration stored, Optional<AtWork> holder, Observed world, List<Wait> waits) {
    Map<String, NodeFact> nodes = world.nodes();
    RecordFact record = stored.fact();
    Rows rows = new Rows("PHASE", "STATUS", "SINCE", "EVIDENCE");
    for (PhaseName phase : PhaseName.values()) {
      Optional<Condition> c = record.condition(phase);
      rows.add(
          phase,
          c.map(StatusText::status).orElse("-"),
          c.map(x -> x.since().truncatedTo(ChronoUnit.SECONDS).toString()).orElse("-"),
          c.map(x -> x.message().lines().findFirst().orElse("-")).orElse("-"));
    }
    StringBuilder text = new StringBuilder(rows.toString());
    text.append("\nintent: ").append(lower(record.intent()));
    text.append("   plan: ").append(shortHash(stored)).append('\n');
    text.append(workers(stored.plan(), nodes));
    text.append(controlPlanes(stored.plan(), nodes));
    record
        .notes()
        .attempts()
        .forEach((slot, a) ->
            text.append(
                "slot %s: attempt %d, because %s\n".formatted(slot, a.number(), a.reason())));
    record
        .notes()
        .saved()
        .keySet()
        .forEach(node -> text.append("Node " + node + " is saved and being converted\n"));
    if (mixed(nodes)) {
      text.append(
          "Fabrics are mixed: hold, fence and bridge stay as they are while nothing runs.\n");
    }
    unshown(stored, world).forEach(p -> text.append(PolicyLosses.words(p)).append('\n'));
    waits.forEach(w ->
        text.append("waits for you: ")
            .append(w.subject())
            .append(": ")
            .append(w.reason())
            .append("\n→ ")
            .append(w.remedy())
            .append('\n'));
    return text.append(ranges(holder, world)).append(next(stored, holder)).toString();
  }

  private static String ranges(Optional<AtWork> holder, Observed world) {
    return holder.isPresent()
        ? holder
            .filter(AtWork::borrowed)
            .map(h -> "the bridge's ranges are kept fresh by " + h.holder() + "\n")
            .orElse("")
        : Frozen.of(world).map(f -> String.join("\n", FrozenText.of(f)) + "\n").orElse("");
  }

  /** Policies that nobody consented to leave unenforced; a migration that is over asks nobody. */
  private static Set<String> unshown(StoredMigration stored, Observed world) {
    return stored.fact().underWay() ? stored.plan().unshown(world) : Set.of();
  }

  private static String workers(Plan plan, Map<String, NodeFact> nodes) {
    List<NodeFact> workers = nodes.values().stream().filter(n -> !n.controlPlane()).toList();
    return "workers: %d on Calico, %d on Flannel, %d cordoned; the plan replaces %d in %d waves\n"
        .formatted(
            workers.stream().filter(n -> n.fabric() == Fabric.CALICO).count(),
            workers.stream().filter(n -> n.fabric() == Fabric.FLANNEL).count(),
            workers.stream().filter(NodeFact::cordoned).count(),
            plan.slots().stream().mapToInt(s -> s.replaces().size()).sum(),
            plan.waves().size());
  }

  private static String controlPlanes(Plan plan, Map<String, NodeFact> nodes) {
    return plan.conversions().isEmpty()
        ? ""
        : "control planes: %d of %d converted\n"
            .formatted(
                plan.conversions().stream()
                    .map(c -> nodes.get(c.nodeName()))
                    .filter(n -> n != null && n.fabric() == Fabric.FLANNEL)
                    .count(),
                plan.conversions().size());
  }

  private static String next(StoredMigration stored, Optional<AtWork> holder) {
    RecordFact record = stored.fact();
    Optional<AtWork> atWork = holder.filter(h -> !h.borrowed());
    if (atWork.isPresent()) {
      return "at work: " + atWork.get().holder() + "\n";
    }
    if (record.over()) {
      return "the migration is over\n→ restitch verify looks whether it still holds\n";
    }
    if (record.rolledBack()) {
      return "the migration is rolled back\n";
    }
    Optional<PhaseName> furthest = stored.plan().furthest();
    if (record.intent() == Intent.RUN
        && furthest.flatMap(record::condition).filter(Condition::holds).isPresent()) {
      return "nobody is at work: this plan goes as far as "
          + furthest.get()
          + ", and that is reached\n";
    }
    return record.intent() == Intent.ABORT
        ? "nobody is at work\n→ restitch abort makes sure that it came to its end; restitch apply"
            + " goes on with this plan, restitch rollback goes back\n"
        : "nobody is at work"
            + (record.intent() == Intent.PAUSE ? ", it is paused" : "")
            + "\n→ "
            + Runner.goesOn(record.course(), stored.plan().furthest().orElse(null))
            + "\n";
  }

  /** As nested maps. */
  public static Map<String, Object> map(
      StoredMigration stored, Optional<AtWork> holder, Observed world, List<Wait> waits) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("apiVersion", "restitch.io/v1alpha1");
    map.put("kind", "Status");
    map.put("metadata", Map.of("name", stored.name(), "uid", stored.fact().id()));
    map.put("planHash", stored.fact().planHash());
    map.put("intent", lower(stored.fact().intent()));
    map.put("holder", holder.filter(h -> !h.borrowed()).map(AtWork::holder).orElse(""));
    map.put("conditions", stored.fact().conditions().values());
    map.put("attempts", stored.fact().notes().attempts());
    map.put("waits", waits);
    map.put("unshownPolicies", unshown(stored, world));
    map.put("converting", stored.fact().notes().saved().keySet());
    Optional<Frozen> frozen = Frozen.of(world);
    map.put("rangesKeptBy", holder.filter(AtWork::borrowed).map(AtWork::holder).orElse(""));
    map.put("rangesFrozen", holder.isEmpty() && frozen.isPresent());
    map.put("nearlyFull", frozen.map(Frozen::nearlyFull).orElse(List.of()));
    return map;
  }

  private static boolean mixed(Map<String, NodeFact> nodes) {
    return nodes.values().stream().map(NodeFact::fabric).distinct().count() > 1;
  }

  private static String status(Condition c) {
    return switch (c.status()) {
      case STARTED -> "in work";
      case TRUE -> "✔ true";
      case ATTESTED -> "attested";
      case UNDONE -> "undone";
    };
  }

  private static String shortHash(StoredMigration stored) {
    String hash = stored.fact().planHash();
    return hash.substring(0, Math.min(12, hash.length()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
