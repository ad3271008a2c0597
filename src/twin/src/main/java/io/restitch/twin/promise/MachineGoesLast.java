package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import io.restitch.core.action.MachineAction.DeleteMachine;
import io.restitch.core.drain.Drain;
import io.restitch.core.fact.AttachmentFact;
import io.restitch.core.fact.PodFact;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import java.util.List;
import java.util.Optional;

/** Promise 4. */
final class MachineGoesLast implements Promise {
  @Override
  public String words() {
    return "no machine is deleted before its node is drained, its volumes are detached and no"
        + " traffic is sent to pods on it";
  }

  @Override
  public Optional<String> beforeEffect(Scene scene, Action action) {
    if (!(action instanceof DeleteMachine deletion)) {
      return Optional.empty();
    }
    String name = deletion.name();
    boolean on =
        scene.machines().stream()
            .filter(m -> m.id().equals(deletion.id()))
            .map(Machine::state)
            .anyMatch(s -> s == MachineState.RUNNING);
    if (!on) {
      return Optional.empty();
    }
    List<PodFact> left = Drain.mustGo(scene.world(), scene.plan(), name);
    if (!left.isEmpty()) {
      return Optional.of(left.getFirst().ref() + " is still on " + name);
    }
    List<AttachmentFact> attached = Drain.attached(scene.world(), name);
    if (!attached.isEmpty()) {
      return Optional.of(attached.getFirst().volume() + " is still attached to " + name);
    }
    return scene.world().workloads().serves(name)
        ? Optional.of("Services still send traffic to pods on " + name)
        : Optional.empty();
  }
}
