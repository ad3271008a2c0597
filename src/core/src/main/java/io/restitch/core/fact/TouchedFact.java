package io.restitch.core.fact;

import io.restitch.core.condition.PhaseName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that restitch changes or removes, and who else has a hand in it.
 *
 * @param object kind and name, such as {@code DaemonSet kube-system/calico-node}
 * @param part what it belongs to
 * @param stands whether what restitch put there stands there now; true where nothing has to
 * @param keepers who keeps it as a source of his has it, sorted
 * @param writer who wrote it last, if it does not stand and others than us have written it
 */
public record TouchedFact(
    String object, Part part, boolean stands, List<Keeper> keepers, @Nullable Writer writer)
    implements Comparable<TouchedFact> {
  public TouchedFact {
    keepers = keepers.stream().distinct().sorted().toList();
  }

  /** What an object belongs to. */
  public enum Part {
    /** Calico's agents: they keep off green nodes. */
    FENCE(PhaseName.CALICO_FENCED),
    /** Flannel, and kube-proxy and Multus with their copies: they keep to nodes of their own. */
    FLANNEL(PhaseName.FLANNEL_INSTALLED),
    /** The configured pod range. */
    RANGE(PhaseName.IPAM_RETURNED),
    /** What goes with Calico. */
    REMOVED(PhaseName.CALICO_REMOVED);

    private final PhaseName phase;

    Part(PhaseName phase) {
      this.phase = phase;
    }

    /** The phase that changes it first. */
    public PhaseName phase() {
      return phase;
    }
  }

  /**
   * Who wrote an object (Kubernetes, {@code metadata.managedFields}; entries of a subresource such
   * as its status are left out).
   *
   * @param manager his field manager's name, such as {@code argocd-controller}
   * @param at when
   */
  public record Writer(String manager, Instant at) {}

  @Override
  public int compareTo(TouchedFact o) {
    return object.compareTo(o.object);
  }
}
