package io.restitch.core.workers;

import io.restitch.core.Fingerprint;
import io.restitch.core.Names;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.Taint;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The machine that a slot's present attempt makes. All of it follows from the record's UID, the
 * direction, the slot and the attempt, so that a restart makes no second one.
 *
 * @param slot the slot
 * @param direction which way
 * @param migration the record's UID
 * @param attempt from 1
 * @param podCidr the pod CIDR its node gets; null if Calico gives addresses there
 * @param zone where to make it
 */
public record Replacement(
    Slot slot,
    Direction direction,
    String migration,
    int attempt,
    @Nullable Cidr podCidr,
    String zone) {

  /** The present attempt of a slot. */
  public static Replacement of(View view, Slot slot, Direction direction) {
    AttemptFact later = view.record().notes().attempts().get(slot.key(direction));
    String id = view.record().id();
    if (later != null) {
      return new Replacement(slot, direction, id, later.number(), later.podCidr(), later.zone());
    }
    Cidr first = direction == Direction.FORWARD ? slot.podCidr() : null;
    return new Replacement(slot, direction, id, 1, first, slot.shape().zone());
  }

  /** The same slot's machine of another attempt, as far as its token and its name go. */
  Replacement attempt(int number) {
    return new Replacement(slot, direction, migration, number, podCidr, zone);
  }

  /** Its key in the record. */
  public String key() {
    return slot.key(direction);
  }

  /** 32 hexadecimal digits, the same for the same attempt, whoever computes them. */
  public String token() {
    return Fingerprint.of(migration + "/" + key() + "/" + attempt, 32);
  }

  /** Name of the machine and of its Node: a DNS-1123 label. */
  public String name(String prefix) {
    return name(prefix, attempt);
  }

  private String name(String prefix, int number) {
    String way = direction == Direction.FORWARD ? "" : "back-";
    String again = number == 1 ? "" : "-" + number;
    String id = migration.replace("-", "");
    return String.format(
        Locale.ROOT,
        "%s-%s-%s%02d%s",
        prefix,
        id.substring(0, Math.min(6, id.length())),
        way,
        slot.number(),
        again);
  }

  /** The taint that keeps pods away until the node may carry them. */
  public Taint startupTaint() {
    return new Taint(startupTaintKey(), "", Taint.NO_SCHEDULE);
  }

  /** The key of {@link #startupTaint}. */
  public String startupTaintKey() {
    return direction == Direction.FORWARD ? Names.STARTUP_TAINT : Names.STARTUP_TAINT_BLUE;
  }

  /** The action that makes it. */
  public CreateMachine creation(View view) {
    return new CreateMachine(
        token(),
        name(view.plan().settings().workers().namePrefix()),
        slot.shape().inZone(zone),
        direction == Direction.FORWARD ? Map.of(Names.FABRIC, Names.FABRIC_FLANNEL) : Map.of(),
        List.of(startupTaint()),
        Map.of(
            Names.MIGRATION, migration,
            Names.SLOT, String.valueOf(slot.number()),
            Names.DIRECTION, direction.tag(),
            Names.ATTEMPT, String.valueOf(attempt),
            Names.FENCE, String.valueOf(view.record().fence())));
  }

  /**
   * The machine of this attempt, if it lives. Of two that a provider made for one token, the one
   * that the Node is proved to run on, or else the first.
   */
  public Optional<Machine> machine(Observed world) {
    return machines(world).stream()
        .filter(this::isThisAttempt)
        .min(
            Comparator.comparing((Machine m) -> !registered(world, m))
                .thenComparing(Machine::createdAt)
                .thenComparing(Machine::id));
  }

  private static boolean registered(Observed world, Machine machine) {
    return world
        .node(machine.name())
        .filter(n -> Identity.of(n, machine) == Identity.PROVED)
        .isPresent();
  }

  /** All other live machines of this slot: of other attempts, or made twice. */
  public List<Machine> strays(Observed world) {
    Optional<Machine> mine = machine(world);
    return machines(world).stream().filter(m -> !mine.equals(Optional.of(m))).toList();
  }

  /** All live machines of this slot in this direction. */
  public List<Machine> machines(Observed world) {
    String number = String.valueOf(slot.number());
    return world.platform().machines().values().stream()
        .filter(m -> number.equals(m.tags().get(Names.SLOT)))
        .filter(m -> migration.equals(m.tags().get(Names.MIGRATION)))
        .filter(m -> direction.tag().equals(m.tags().get(Names.DIRECTION)))
        .toList();
  }

  /** Whether pods may run on a machine of this slot: its Node is there without startup taint. */
  boolean mayCarryPods(Observed world, Machine machine) {
    return world
        .node(machine.name())
        .filter(n -> Identity.of(n, machine).possible() && !n.tainted(startupTaintKey()))
        .isPresent();
  }

  /**
   * Nodes of the first so many attempts that never came in service and whose machines are gone:
   * they registered while these were being deleted, and nobody else removes them.
   */
  List<NodeFact> orphans(View view, int attempts) {
    List<NodeFact> orphans = new ArrayList<>();
    String prefix = view.plan().settings().workers().namePrefix();
    for (int number = 1; number <= attempts; number++) {
      NodeFact node = view.world().nodes().get(name(prefix, number));
      if (node != null && node.tainted(startupTaintKey()) && !hasMachine(view.world(), node)) {
        orphans.add(node);
      }
    }
    return orphans;
  }

  /**
   * Nodes of a machine that never came in service: its own, and those that it registered under
   * other names.
   */
  List<NodeFact> unused(Observed world, Machine machine) {
    List<NodeFact> nodes = new ArrayList<>();
    world
        .node(machine.name())
        .filter(n -> n.tainted(startupTaintKey()))
        .filter(n -> isItsOwn(world, n, machine))
        .ifPresent(nodes::add);
    nodes.addAll(misnamed(world, machine));
    return nodes;
  }

  private static boolean isItsOwn(Observed world, NodeFact node, Machine machine) {
    Identity identity = Identity.of(node, machine);
    return identity == Identity.PROVED
        || (identity == Identity.UNKNOWN
            && world.platform().machines().values().stream()
                    .filter(m -> m.name().equals(machine.name()))
                    .count()
                == 1);
  }

  /**
   * Nodes that run on a machine of ours and have another name. An address alone may be that of a
   * Node that somebody forgot: only machines of ours register with the startup taint.
   */
  List<NodeFact> misnamed(Observed world, Machine machine) {
    return world.nodes().values().stream()
        .filter(n -> !n.name().equals(machine.name()) && !hasMachine(world, n))
        .filter(n -> Identity.of(n, machine) == Identity.PROVED)
        .filter(n -> n.tainted(startupTaintKey()) || sameId(n, machine))
        .toList();
  }

  private static boolean sameId(NodeFact node, Machine machine) {
    return !machine.providerId().isEmpty() && node.spec().providerId().equals(machine.providerId());
  }

  private static boolean hasMachine(Observed world, NodeFact node) {
    return world.platform().machines().values().stream()
        .anyMatch(m -> m.name().equals(node.name()));
  }

  private boolean isThisAttempt(Machine machine) {
    return String.valueOf(attempt).equals(machine.tags().get(Names.ATTEMPT));
  }
}
