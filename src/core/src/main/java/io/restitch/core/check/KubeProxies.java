package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.FabricsFact;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.List;

/** Pods on green nodes reach Services: something does there what kube-proxy does. */
final class KubeProxies implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    FabricsFact fabrics = subject.world().fabrics();
    if (!subject.ours(PhaseName.FLANNEL_INSTALLED) || fabrics.configuredRange().kubeProxy()) {
      return List.of();
    }
    if (fabrics.calico().setup().ebpf()) {
      return List.of(
          Check.block(
              "kube-proxy-replaced",
              "kube-proxy",
              "Calico's agents serve Services by eBPF in its place, and none of them is on green"
                  + " nodes: nothing would lead to Services there",
              "bring kube-proxy back and leave eBPF first (FELIX_BPFENABLED, bpfEnabled of"
                  + " FelixConfiguration, linuxDataplane of Installation)"));
    }
    return List.of(
        new Verdict(
            Level.CONSENT,
            Consent.OWN_KUBE_PROXY,
            "kube-proxy",
            "no DaemonSet kube-system/kube-proxy runs pods, so that none is copied for green nodes:"
                + " unless new machines bring one, nothing leads to Services there",
            subject.settings().accepted().contains(Consent.OWN_KUBE_PROXY)
                ? "accepted"
                : "if new machines bring their own: --accept "
                    + Consent.OWN_KUBE_PROXY
                    + "; else install it (kubeadm init phase addon kube-proxy)"));
  }
}
