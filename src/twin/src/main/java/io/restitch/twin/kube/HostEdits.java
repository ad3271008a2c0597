package io.restitch.twin.kube;

import io.restitch.core.fact.EtcdFact;
import io.restitch.core.fact.HostFact;
import io.restitch.core.fact.HostFact.Residue;
import io.restitch.core.fact.HostFact.Unreached;
import io.restitch.core.net.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Control-plane machines that differ in one thing. */
public final class HostEdits {
  private HostEdits() {}

  /** Whether its kubelet runs. */
  public static HostFact kubelet(HostFact h, boolean running) {
    return with(h, h.unreached(), running, h.calicoConfigured(), h.residue(), h.etcd());
  }

  /** Whether Calico's CNI configuration comes first. */
  public static HostFact calico(HostFact h, boolean configured) {
    return with(h, h.unreached(), h.kubeletRunning(), configured, h.residue(), h.etcd());
  }

  /** What is left on it. */
  public static HostFact left(HostFact h, Residue left) {
    return with(h, h.unreached(), h.kubeletRunning(), h.calicoConfigured(), left, h.etcd());
  }

  /** What Flannel gives addresses from on it; null: it does not. */
  public static HostFact flannelSubnet(HostFact h, @Nullable Cidr range) {
    return h.with(h.machine().withFlannelSubnet(range));
  }

  /** Its member of etcd leads, or follows. */
  public static HostFact leading(HostFact h, boolean leads) {
    return etcd(h, h.etcd().healthy(), leads);
  }

  /** Its member of etcd answers, or does not; one that does not leads no longer. */
  public static HostFact answering(HostFact h, boolean answers) {
    return etcd(h, answers, answers && h.etcd().leader());
  }

  /** It has no power. */
  public static HostFact dark(HostFact h) {
    Unreached why = new Unreached("no answer from " + h.nodeName(), "see whether it is on");
    return with(kubelet(answering(h, false), false), why);
  }

  /** It is on again; its kubelet is started at boot, whatever it was before. */
  public static HostFact booted(HostFact h) {
    return with(kubelet(answering(h, true), true), null);
  }

  private static HostFact etcd(HostFact h, boolean healthy, boolean leads) {
    EtcdFact e = h.etcd();
    EtcdFact etcd =
        new EtcdFact(
            e.stacked(),
            healthy,
            leads,
            e.learner(),
            List.copyOf(e.alarms()),
            e.lag(),
            e.databaseBytes(),
            e.members(),
            healthy ? "" : "no answer");
    return with(h, h.unreached(), h.kubeletRunning(), h.calicoConfigured(), h.residue(), etcd);
  }

  private static HostFact with(HostFact h, @Nullable Unreached why) {
    return with(h, why, h.kubeletRunning(), h.calicoConfigured(), h.residue(), h.etcd());
  }

  private static HostFact with(
      HostFact h,
      @Nullable Unreached why,
      boolean kubelet,
      boolean calico,
      Residue left,
      EtcdFact etcd) {
    return new HostFact(h.nodeName(), why, kubelet, calico, left, etcd, h.machine());
  }
}
