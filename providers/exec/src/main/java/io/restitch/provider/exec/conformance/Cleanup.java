package io.restitch.provider.exec.conformance;

import io.restitch.provider.exec.ExecProvider;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineState;
import io.restitch.spi.ProviderException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Deletes all that a run made, twice, and looks whether it went. */
final class Cleanup {
  private final ExecProvider provider;
  private final Findings findings;
  private final Sample sample;
  private final Set<String> ids = new ConcurrentSkipListSet<>();

  Cleanup(ExecProvider provider, Findings findings, Sample sample) {
    this.provider = provider;
    this.findings = findings;
    this.sample = sample;
  }

  /** A machine that came out of a create call, wanted or not. */
  Machine remember(Machine made) {
    ids.add(made.id());
    return made;
  }

  void run() {
    try {
      provider.list(sample.runTag()).forEach(this::remember);
    } catch (ProviderException e) {
      // The check below fails with the same words; what create answered is deleted all the same.
    }
    if (ids.isEmpty()) {
      return;
    }
    deleteAll("delete");
    deleteAll("delete a second time");
    findings.answers(
        "nothing is left over",
        () -> leftOver(provider.list(sample.runTag()), provider.get(ids)),
        new Expectation<>(
            List::isEmpty, left -> left.isEmpty() ? "all is gone or going" : "left: " + left),
        "a deleted machine is STOPPING and then GONE or absent; delete what is left by hand");
  }

  private void deleteAll(String name) {
    List<String> failures = new ArrayList<>();
    for (String id : ids) {
      try {
        provider.delete(id);
      } catch (ProviderException e) {
        failures.add(id + ": " + e.code() + ": " + e.getMessage());
      }
    }
    findings.that(
        name,
        failures.isEmpty(),
        failures.isEmpty() ? ids.size() + " machines" : String.join("; ", failures),
        "deleting what is going or gone already is no error");
  }

  private static List<String> leftOver(Collection<Machine> listed, Collection<Machine> got) {
    return Stream.concat(listed.stream(), got.stream())
        .filter(machine -> machine.state().live() && machine.state() != MachineState.STOPPING)
        .map(machine -> machine.id() + " " + machine.state())
        .distinct()
        .collect(Collectors.toList());
  }
}
