package io.restitch.twin.promise;

import io.restitch.core.Names;
import io.restitch.spi.Machine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Promise 3. */
final class OneMachinePerSlot implements Promise {
  @Override
  public String words() {
    return "at most one live machine per slot, and none without tags";
  }

  @Override
  public Optional<String> afterEvent(Scene scene) {
    Map<String, Machine> bySlot = new HashMap<>();
    for (Machine machine : scene.machines()) {
      if (machine.token().isEmpty()) {
        continue;
      }
      Map<String, String> tags = machine.tags();
      if (!tags.containsKey(Names.MIGRATION) || !tags.containsKey(Names.SLOT)) {
        return Optional.of("machine " + machine.name() + " has the tags " + tags);
      }
      String slot = tags.get(Names.DIRECTION) + "/" + tags.get(Names.SLOT);
      Machine other = bySlot.put(slot, machine);
      if (other != null) {
        return Optional.of("slot " + slot + " has " + other.name() + " and " + machine.name());
      }
    }
    return Optional.empty();
  }
}
