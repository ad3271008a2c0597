package io.restitch.core.workers;

import io.restitch.core.fact.NodeFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Settings.Join.How;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a machine that is not in service cannot come any more, so that nobody waits for it. */
final class Hopeless {
  private Hopeless() {}

  static Optional<Why> of(View view, Replacement wanted, Machine machine) {
    List<NodeFact> others = wanted.misnamed(view.world(), machine);
    boolean joined = view.world().node(machine.name()).isPresent();
    if (!others.isEmpty()) {
      return Optional.of(misnamed(machine, others, joined));
    }
    return !joined && expired(view, wanted, machine)
        ? Optional.of(
            new Why(
                "its join token, which lives %d min, has expired, and its Node is not there"
                    .formatted(JoinToken.LIFE.toMinutes()),
                "see why a machine takes so long to boot and to join"))
        : Optional.empty();
  }

  private static Why misnamed(Machine machine, List<NodeFact> others, boolean twice) {
    String names = others.stream().map(NodeFact::name).collect(Collectors.joining(", "));
    return new Why(
        twice
            ? "machine %s joined twice: as %s and as %s"
                .formatted(machine.id(), machine.name(), names)
            : "machine %s joined as %s, not as %s".formatted(machine.id(), names, machine.name()),
        "have its kubelet register once, under the name that the provider is given (join.nodeName:"
            + " kubeadm join --node-name, kubelet --hostname-override)");
  }

  /** A token that nobody can join with any more is not in cluster-info. */
  private static boolean expired(View view, Replacement wanted, Machine machine) {
    boolean ours = view.plan().settings().workers().join().how() != How.NONE;
    return ours
        && !view.world().now().isBefore(machine.createdAt().plus(JoinToken.LIFE))
        && !view.world().platform().joinTokens().contains(JoinToken.id(wanted.token()));
  }
}
