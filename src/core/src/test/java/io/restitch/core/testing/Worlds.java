package io.restitch.core.testing;

import io.restitch.core.condition.Condition;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.Intent;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.RecordFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Carried;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.plan.Wave;
import io.restitch.core.policy.Ledger;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Worlds and plans for tests. */
public final class Worlds {
  /** The record's UID in every test. */
  public static final String MIGRATION = "3fa9c1d2-0000";

  private Worlds() {}

  /** A world with these nodes, looked at just now, with a record and no machine. */
  public static Observed of(NodeFact... nodes) {
    List<Change> changes = new ArrayList<>();
    for (NodeFact node : nodes) {
      changes.add(new Change.NodeSeen(node));
    }
    changes.add(new Change.RecordSeen(record(Intent.RUN)));
    return looked(Observed.nothing(Facts.START).foldAll(changes));
  }

  /** A record in which workers are being replaced. */
  public static RecordFact record(Intent intent) {
    Map<PhaseName, Condition> conditions = new TreeMap<>();
    for (PhaseName phase : PhaseName.values()) {
      if (phase.before(PhaseName.WORKERS_REPLACED)) {
        conditions.put(phase, condition(phase, Condition.Status.ATTESTED));
      }
    }
    conditions.put(
        PhaseName.WORKERS_REPLACED,
        condition(PhaseName.WORKERS_REPLACED, Condition.Status.STARTED));
    return new RecordFact(MIGRATION, "hash", intent, 7, conditions, RecordFact.Notes.NONE);
  }

  /** How a phase stands. */
  public static Condition condition(PhaseName phase, Condition.Status status) {
    return new Condition(phase, status, "Test", "", Facts.START);
  }

  /** The world after a look at the cloud that found these machines. */
  public static Observed looked(Observed world, Machine... machines) {
    return looked(world, new TreeSet<>(), machines);
  }

  /** The world after a look at the cloud that also asked for these ids. */
  public static Observed looked(Observed world, SortedSet<String> asked, Machine... machines) {
    return world.fold(new Change.MachinesSeen(List.of(machines), asked));
  }

  /** One slot for each of these nodes, in waves of these sizes; all but the workers is attested. */
  public static Plan plan(List<String> blue, int... waves) {
    return plan(settings(), blue, waves);
  }

  /** One slot for each of these nodes, in waves of these sizes. */
  public static Plan plan(Settings settings, List<String> blue, int... waves) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < blue.size(); i++) {
      String name = blue.get(i);
      slots.add(
          new Slot(
              i + 1,
              Cidr.parse("10.244." + i + ".0/24"),
              new MachineShape("id-" + name, "m6i.xlarge", "a", "image", Map.of()),
              List.of(new Source(name, "id-" + name, Carried.NOTHING))));
    }
    List<Wave> all = new ArrayList<>();
    int next = 1;
    for (int size : waves) {
      List<Integer> members = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        members.add(next++);
      }
      all.add(new Wave(all.size() + 1, members));
    }
    return new Plan(
        "cluster",
        settings,
        new Plan.Before(null, false),
        slots,
        all,
        List.of(),
        List.of(),
        Map.of(),
        Ledger.NONE);
  }

  /** Defaults, with everything but the workers attested. */
  public static Settings settings() {
    TreeSet<PhaseName> attested = new TreeSet<>(List.of(PhaseName.values()));
    attested.remove(PhaseName.WORKERS_REPLACED);
    return Settings.DEFAULT.attesting(attested);
  }
}
