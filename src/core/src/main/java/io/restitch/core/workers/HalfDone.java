package io.restitch.core.workers;

import io.restitch.core.Names;
import io.restitch.core.drain.Drain;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.spi.Machine;
import java.util.ArrayList;
import java.util.List;

/** What a run that ends now leaves half done, for people: the most urgent first. */
public final class HalfDone {
  private HalfDone() {}

  /** One line each. */
  public static List<String> of(View view) {
    List<String> all = new ArrayList<>();
    view.record()
        .notes()
        .saved()
        .keySet()
        .forEach(name -> all.add("control plane " + name + " is between two pod networks"));
    for (NodeFact node : view.world().nodes().values()) {
      if (Marks.cordonedByUs(node, view.record().id())) {
        int pods = Drain.mustGo(view.world(), view.plan(), node.name()).size();
        all.add(
            "node %s is cordoned, and %s to move"
                .formatted(node.name(), pods == 1 ? "1 pod has" : pods + " pods have"));
      }
    }
    if (!Looks.ever(view.world())) {
      return all;
    }
    for (Slot slot : view.plan().slots()) {
      for (Source source : slot.replaces()) {
        boolean runs =
            view.world().node(source.nodeName()).isEmpty()
                && view.world().machine(source.machineId()).isPresent();
        if (runs) {
          all.add(
              "machine %s (%s) still runs, and its Node is deleted"
                  .formatted(source.nodeName(), source.machineId()));
        }
      }
    }
    for (Machine machine : view.world().platform().machines().values()) {
      boolean ours = machine.tags().containsKey(Names.SLOT);
      if (ours && view.world().node(machine.name()).isEmpty()) {
        all.add("machine %s (%s) runs without a Node".formatted(machine.name(), machine.id()));
      }
    }
    return all;
  }
}
