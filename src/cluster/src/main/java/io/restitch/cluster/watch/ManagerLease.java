package io.restitch.cluster.watch;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.restitch.cluster.fact.ControllerManagerFacts;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ManagerLeaseFact;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Lease of the kube-controller-manager that leads. It is renewed every two seconds, and that is
 * no news: only another holder, or another time at which it was taken, is.
 */
final class ManagerLease implements Kind<Lease> {
  private @Nullable ManagerLeaseFact last;

  @Override
  public String path() {
    return "/apis/coordination.k8s.io/v1/namespaces/"
        + ControllerManagerFacts.NAMESPACE
        + "/leases?fieldSelector=metadata.name%3D"
        + ControllerManagerFacts.LEASE;
  }

  @Override
  public Class<LeaseList> list() {
    return LeaseList.class;
  }

  @Override
  public Class<Lease> type() {
    return Lease.class;
  }

  @Override
  public boolean optional() {
    return false;
  }

  @Override
  public List<Change> seen(Lease lease) {
    return told(ControllerManagerFacts.of(lease).orElse(null));
  }

  @Override
  public List<Change> gone(String key) {
    return told(null);
  }

  private List<Change> told(@Nullable ManagerLeaseFact now) {
    if (Objects.equals(now, last)) {
      return List.of();
    }
    last = now;
    return List.of(now == null ? new Change.ManagerLeaseGone() : new Change.ManagerLeaseSeen(now));
  }
}
