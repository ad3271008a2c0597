package io.restitch.core.testing;

import io.restitch.core.fact.BudgetFact;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.PodFact;
import java.util.List;
import java.util.Map;

/** Pods that virtual machines run in, as KubeVirt makes them. */
public final class VirtualMachines {
  private VirtualMachines() {}

  /** The pod of a virtual machine in namespace {@code shop}. */
  public static PodFact launcher(String machine, String node) {
    PodFact pod =
        Facts.pod(
            "virt-launcher-" + machine,
            node,
            new PodFact.Owner("VirtualMachineInstance", machine, "uid-" + machine));
    return new PodFact(
        pod.ref(),
        pod.uid(),
        pod.nodeName(),
        Map.of("kubevirt.io", "virt-launcher", "kubevirt.io/created-by", "uid-" + machine),
        pod.annotations(),
        pod.owner(),
        pod.spec(),
        pod.status());
  }

  /** KubeVirt's own budget of a virtual machine, which allows no disruption. */
  public static BudgetFact budget(String machine) {
    return new BudgetFact(
        new ObjectRef("shop", "kubevirt-disruption-budget-" + machine),
        new LabelSelector(Map.of("kubevirt.io/created-by", "uid-" + machine), List.of()),
        0,
        true,
        new BudgetFact.Health(1, 1, 1),
        false,
        "v1");
  }
}
