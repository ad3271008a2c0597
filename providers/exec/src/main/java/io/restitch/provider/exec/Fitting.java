package io.restitch.provider.exec;

import io.restitch.spi.Machine;
import io.restitch.spi.MachineRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a reply fits its request. */
final class Fitting {
  private Fitting() {}

  static Machine created(MachineRequest request, Machine machine) {
    if (!machine.token().equals(request.token())) {
      throw new Malformed("create answered with a machine of another token");
    }
    if (!machine.name().equals(request.name())) {
      throw new Malformed("create answered with a machine of another name");
    }
    return machine;
  }

  static List<Machine> asked(Set<String> ids, List<Machine> machines) {
    for (Machine machine : machines) {
      if (!ids.contains(machine.id())) {
        throw new Malformed("get answered with a machine that nobody asked for");
      }
    }
    return unique(machines);
  }

  static List<Machine> tagged(Map<String, String> tags, List<Machine> machines) {
    for (Machine machine : machines) {
      if (!machine.tags().entrySet().containsAll(tags.entrySet())) {
        throw new Malformed("list answered with a machine without the tags that were asked for");
      }
      if (!machine.state().live()) {
        throw new Malformed("list answered with a machine that is GONE");
      }
    }
    return unique(machines);
  }

  private static List<Machine> unique(List<Machine> machines) {
    Set<String> ids = new HashSet<>();
    for (Machine machine : machines) {
      if (!ids.add(machine.id())) {
        throw new Malformed("the same machine is listed twice");
      }
    }
    return machines;
  }
}
