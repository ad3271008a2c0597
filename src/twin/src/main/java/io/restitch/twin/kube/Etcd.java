package io.restitch.twin.kube;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.twin.time.Chance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * etcd, with a member on each control-plane machine: one leads. A member that falls, or whose
 * machine loses its power, gives the lead to another; never so many that etcd would stand still.
 */
public final class Etcd {
  private final Truth truth;

  Etcd(Truth truth) {
    this.truth = truth;
  }

  /** The first election. */
  public void begin() {
    elect();
  }

  /** Its member leads no longer, if another one can. */
  public void moveLeader(String from) {
    List<HostFact> others = fit().stream().filter(h -> !h.nodeName().equals(from)).toList();
    HostFact old = host(from);
    if (old.etcd().leader() && !others.isEmpty()) {
      tell(HostEdits.leading(old, false));
      tell(HostEdits.leading(others.getFirst(), true));
    }
  }

  /** Some other member than this machine's does not answer for a while, if etcd can go on so. */
  public void falls(String notThis, Chance chance, Duration time) {
    List<HostFact> others = fit().stream().filter(h -> !h.nodeName().equals(notThis)).toList();
    if (canLoseOne() && !others.isEmpty()) {
      String name = others.get(chance.between(0, others.size() - 1)).nodeName();
      tell(HostEdits.answering(host(name), false));
      elect();
      truth.agenda().in(time, () -> tell(HostEdits.answering(host(name), true)));
    }
  }

  /**
   * A machine loses its power for a while, if etcd can go on so. Its kubelet is started at boot,
   * and registers its Node if there is none: bare, without labels and taints of a control plane.
   */
  public void loses(String name, Duration time) {
    if (canLoseOne()) {
      tell(HostEdits.dark(host(name)));
      elect();
      truth.agenda().in(time, () -> boots(name));
    }
  }

  private void boots(String name) {
    HostFact dark = host(name);
    tell(HostEdits.booted(dark));
    if (truth.node(name).isEmpty()) {
      NodeFact any = truth.world().nodes().values().iterator().next();
      truth.change(
          new Change.NodeSeen(
              NodeEdits.registered(any, name, truth.fresh("node"), truth.world().now())));
    }
  }

  private boolean canLoseOne() {
    int all = truth.world().platform().hosts().size();
    return fit().size() == all && all > 2;
  }

  private void elect() {
    List<HostFact> fit = fit();
    Optional<HostFact> leader = fit.stream().filter(h -> h.etcd().leader()).findFirst();
    if (leader.isEmpty() && !fit.isEmpty()) {
      tell(HostEdits.leading(fit.getFirst(), true));
    }
  }

  private List<HostFact> fit() {
    return truth.world().platform().hosts().values().stream()
        .filter(h -> h.etcd().healthy() && h.problem().isEmpty())
        .toList();
  }

  private HostFact host(String name) {
    return Optional.ofNullable(truth.world().platform().hosts().get(name)).orElseThrow();
  }

  private void tell(HostFact host) {
    truth.change(new Change.HostSeen(host));
  }
}
