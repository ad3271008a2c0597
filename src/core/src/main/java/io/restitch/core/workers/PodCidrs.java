package io.restitch.core.workers;

import io.restitch.core.action.RecordAction.RecordAttempt;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Conversion;
import io.restitch.core.plan.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands out pod CIDRs for second and later attempts: pieces of the new range never used before.
 *
 * <p>Lives as long as one decision: two slots that fail at the same moment get two pieces, and what
 * is being written to the record at this moment is as good as used.
 */
public final class PodCidrs {
  private final View view;
  private @Nullable List<Cidr> used;

  public PodCidrs(View view) {
    this.view = view;
  }

  /**
   * The lowest piece above all that were ever handed out and overlapping nothing that is known.
   * Never one below: a piece is not used twice, since kube-controller-manager and Flannel's peers
   * may remember it (field: kubernetes#127792).
   */
  Optional<Cidr> next() {
    List<Cidr> taken = used();
    var network = view.plan().settings().network();
    Cidr highest =
        taken.stream().filter(network.podCidr()::contains).max(Cidr::compareTo).orElse(null);
    Optional<Cidr> free =
        network
            .podCidr()
            .split(network.nodeMask())
            .filter(c -> highest == null || c.compareTo(highest) > 0)
            .filter(c -> taken.stream().noneMatch(c::overlaps))
            .findFirst();
    free.ifPresent(taken::add);
    return free;
  }

  private List<Cidr> used() {
    List<Cidr> known = used;
    if (known == null) {
      known = new ArrayList<>();
      view.plan().slots().stream().map(Slot::podCidr).forEach(known::add);
      view.plan().conversions().stream().map(Conversion::podCidr).forEach(known::add);
      attempts().stream().map(AttemptFact::podCidr).filter(Objects::nonNull).forEach(known::add);
      for (var node : view.world().nodes().values()) {
        known.addAll(node.spec().podCidrs());
      }
      view.world().fabrics().calico().blocks().values().forEach(known::addAll);
      used = known;
    }
    return known;
  }

  private List<AttemptFact> attempts() {
    List<AttemptFact> all = new ArrayList<>(view.record().notes().attempts().values());
    for (var action : view.busy().running().values()) {
      if (action instanceof RecordAttempt recording) {
        all.add(recording.attempt());
      }
    }
    return all;
  }
}
