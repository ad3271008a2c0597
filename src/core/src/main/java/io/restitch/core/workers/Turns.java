package io.restitch.core.workers;

import io.restitch.core.phase.View;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Wave;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whose turn it is, in the order of the plan's waves.
 *
 * <p>The first wave that is not done is at work. Machines of the next one may boot once all of the
 * present one serve, never while the canary is out. There are never more machines than {@code
 * surge} above the number at the start, and never more nodes than {@code maxUnavailable} leave
 * before their own replacement serves.
 */
public final class Turns {
  private final Settings.Workers limits;
  private final Set<Integer> mayCreate = new HashSet<>();
  private final Set<Integer> mayLeave = new HashSet<>();
  private int extra;
  private int unavailable;

  /**
   * How one slot stands.
   *
   * @param number the slot
   * @param made whether its machine exists
   * @param serves whether its machine is in service
   * @param leaving how many of the nodes it stands in for no longer serve
   * @param gone how many of their machines are gone
   * @param sources how many nodes it stands in for
   */
  public record Standing(
      int number, boolean made, boolean serves, int leaving, int gone, int sources) {
    /** Whether nothing is left to do. */
    public boolean done() {
      return serves && gone == sources;
    }
  }

  /** Works out the turns. */
  public Turns(View view, List<Standing> standings) {
    limits = view.plan().settings().workers();
    TreeMap<Integer, Standing> slots = new TreeMap<>();
    for (Standing slot : standings) {
      slots.put(slot.number(), slot);
      extra += (slot.made() ? 1 : 0) - slot.gone();
      unavailable += Math.max(0, slot.leaving() - (slot.serves() ? slot.sources() : 0));
    }
    boolean open = true;
    for (Wave wave : view.plan().waves()) {
      List<Standing> members =
          slots.values().stream().filter(s -> wave.slots().contains(s.number())).toList();
      if (open) {
        members.forEach(s -> mayCreate.add(s.number()));
        members.forEach(s -> mayLeave.add(s.number()));
        open = members.stream().allMatch(Standing::done);
        boolean canary = limits.canary() && wave.number() == 1;
        if (!open && (canary || !members.stream().allMatch(Standing::serves))) {
          return;
        }
      } else {
        members.forEach(s -> mayCreate.add(s.number()));
        return;
      }
    }
  }

  /** Takes the turn to create a slot's machine, if there is one. */
  boolean takeCreation(Standing slot) {
    boolean allowed =
        mayCreate.contains(slot.number()) && (extra < limits.surge() || slot.gone() > 0);
    if (allowed) {
      extra++;
    }
    return allowed;
  }

  /** Takes the turn for one of a slot's nodes to leave, if there is one. */
  boolean takeLeave(Standing slot) {
    if (!mayLeave.contains(slot.number())) {
      return false;
    }
    if (slot.serves()) {
      return true;
    }
    boolean allowed = unavailable < limits.maxUnavailable();
    if (allowed) {
      unavailable++;
    }
    return allowed;
  }
}
