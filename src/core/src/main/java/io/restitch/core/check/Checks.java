package io.restitch.core.check;

import io.restitch.core.verdict.Verdict;
import java.util.List;

/** All checks. */
public final class Checks {
  private static final List<Check> ALL =
      List.of(
          new Ranges(),
          new Allocation(),
          new NodeMasks(),
          new Attestations(),
          new Fencing(),
          new Keepers(),
          new Autodetected(),
          new ForeignRoutes(),
          new CalicoStored(),
          new Flannels(),
          new KubeProxies(),
          new ControlPlanes(),
          new HostNames(),
          new Workers(),
          new Budgets(),
          new NetworkAttachments(),
          new Multuses(),
          new VirtualMachines(),
          new Consents(),
          new Policies(),
          new Placements(),
          new Addresses(),
          new Capacity());

  private Checks() {}

  /** What they find, the most serious first. */
  public static List<Verdict> all(Subject subject) {
    return ALL.stream().flatMap(c -> c.look(subject).stream()).sorted().toList();
  }
}
