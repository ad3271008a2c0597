package io.restitch.core.testing;

import io.restitch.core.fact.Change;
import io.restitch.core.fact.PoliciesFact;
import io.restitch.core.fact.PolicyEnforcer;
import io.restitch.core.fact.PolicyEnforcer.Reach;
import io.restitch.core.fact.PolicyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The policies of a cluster, put together kind by kind. */
public final class PolicyList {
  /** A DaemonSet that enforces policies. */
  public static final String DAEMON_SET = "kube-system/kube-network-policies";

  private final TreeMap<PolicyKind, SortedSet<String>> objects = new TreeMap<>();
  private final List<PolicyEnforcer> enforcers = new ArrayList<>();
  private String version = "v3.31.2";

  /** These policies of a kind too. */
  public PolicyList with(PolicyKind kind, String... names) {
    objects.put(kind, new TreeSet<>(List.of(names)));
    return this;
  }

  /** A DaemonSet of kube-network-policies that may run there, and enforces these kinds. */
  public PolicyList enforced(Reach reach, PolicyKind... kinds) {
    enforcers.add(new PolicyEnforcer(DAEMON_SET, false, reach, Set.of(kinds)));
    return this;
  }

  /** The same in Flannel's own DaemonSet. */
  public PolicyList enforcedByFlannel(Reach reach) {
    enforcers.add(
        new PolicyEnforcer(
            "kube-flannel/kube-flannel-ds", true, reach, Set.of(PolicyKind.NETWORK_POLICY)));
    return this;
  }

  /** Of this version of Calico; empty for one that nothing says. */
  public PolicyList calico(String named) {
    version = named;
    return this;
  }

  /** As they are listed. */
  public Change listed() {
    return new Change.PoliciesListed(
        new PoliciesFact(objects, enforcers, version, "crd.projectcalico.org"));
  }
}
