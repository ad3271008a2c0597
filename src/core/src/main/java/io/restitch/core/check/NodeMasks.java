package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.verdict.Verdict;
import java.util.List;

/**
 * Every kube-controller-manager gives a Node as large a pod CIDR as restitch does: {@code
 * network.nodeMask}. This flag is never changed by us, so that what it is now holds again once
 * allocation is handed back. Whoever attests that phase is not asked.
 */
final class NodeMasks implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    if (subject.settings().attested().contains(PhaseName.IPAM_RETURNED)) {
      return List.of();
    }
    int ours = subject.settings().network().nodeMask();
    return subject.world().platform().controllerManagers().values().stream()
        .filter(m -> m.nodeMask() != ours)
        .map(m ->
            Check.block(
                "node-mask-differs",
                "kube-controller-manager on " + m.nodeName(),
                "it gives each Node a /%d, and network.nodeMask is %d: once it allocates again, new Nodes get ranges of another size"
                    .formatted(m.nodeMask(), ours),
                "set network.nodeMask to %d, or --node-cidr-mask-size=%d on every control plane, then plan again"
                    .formatted(m.nodeMask(), ours)))
        .toList();
  }
}
