package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.FlannelFact;
import io.restitch.core.verdict.Verdict;
import java.util.List;

/** Nobody else's Flannel is in the way of ours. */
final class Flannels implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    FlannelFact flannel = subject.world().fabrics().flannel();
    boolean theirs = flannel.installed() && flannel.spec().isEmpty();
    return subject.ours(PhaseName.FLANNEL_INSTALLED) && theirs
        ? List.of(
            Check.block(
                "flannel-foreign",
                "Flannel",
                "a DaemonSet of it is there that restitch did not make",
                "if it keeps to nodes with restitch.io/fabric=flannel: --attest FlannelInstalled;"
                    + " else remove it"))
        : List.of();
  }
}
