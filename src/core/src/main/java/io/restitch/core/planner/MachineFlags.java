package io.restitch.core.planner;

import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.NodeFact;
import java.util.List;
import java.util.SortedMap;

/**
 * What only flags say: of which cloud kubelets are, and by which address they are known. Neither is
 * in their configuration.
 *
 * <ol>
 *   <li>{@code cloud-provider} is external, for sure, where all nodes carry the address that they
 *       were told: kubelets note it for a cloud's controller, and for nobody else (kubelet {@code
 *       pkg/kubelet/nodestatus/setters.go}, NodeAddress). So it is where all have a provider id
 *       that their kubelets were not told: a cloud's controller gives it to nodes with the taint of
 *       such kubelets alone (cloud-provider {@code controllers/node/node_controller.go}, syncNode).
 *   <li>{@code node-ip} is another one on each machine, so that no flag for all can name it.
 * </ol>
 */
final class MachineFlags {
  /** Where a kubelet that was told its address, and is of an external cloud, notes it. */
  private static final String PROVIDED = "alpha.kubernetes.io/provided-node-ip";

  private static final String CLOUD = "cloud-provider";

  private MachineFlags() {}

  static void of(
      List<NodeFact> blue,
      List<KubeletFact> asked,
      SortedMap<String, String> flags,
      List<String> notes) {
    cloud(blue, asked, flags, notes);
    address(blue, notes);
  }

  private static void cloud(
      List<NodeFact> blue,
      List<KubeletFact> asked,
      SortedMap<String, String> flags,
      List<String> notes) {
    List<String> ids =
        blue.stream().map(n -> n.spec().providerId()).filter(id -> !id.isEmpty()).toList();
    boolean all = !blue.isEmpty() && ids.size() == blue.size();
    boolean provided =
        !blue.isEmpty() && blue.stream().allMatch(n -> n.annotations().containsKey(PROVIDED));
    boolean given =
        all
            && !asked.isEmpty()
            && asked.stream().noneMatch(k -> k.settings().containsKey(KubeletFact.PROVIDER_ID));
    if (provided) {
      flags.put(CLOUD, "external");
      notes.add(
          CLOUD + ": kubelets here note the address they were told for a cloud's controller.");
    } else if (given) {
      flags.put(CLOUD, "external");
      notes.add(
          CLOUD
              + ": nodes here have ids of "
              + scheme(ids)
              + " that a cloud's controller gave them.");
    } else if (!ids.isEmpty() && asked.isEmpty()) {
      notes.add(
          "You have to choose %s: nodes here have ids of %s; external, if a cloud's controller gave"
                  .formatted(CLOUD, scheme(ids))
              + " them.");
    }
  }

  private static String scheme(List<String> ids) {
    return ids.getFirst().replaceFirst(":.*", "");
  }

  private static void address(List<NodeFact> blue, List<String> notes) {
    boolean told = blue.stream().anyMatch(n -> n.annotations().containsKey(PROVIDED));
    boolean several =
        blue.stream()
            .anyMatch(
                n -> n.status().addresses().stream().filter(a -> !a.contains(":")).count() > 1);
    if (told || several) {
      notes.add(
          "node-ip: "
              + (told
                  ? "kubelets here were told their address"
                  : "nodes here have several addresses")
              + ", another one on each machine: let workers.beforeJoin write it, such as echo"
              + " \"KUBELET_EXTRA_ARGS=--node-ip=ADDRESS\" >/etc/default/kubelet (/etc/sysconfig"
              + "/kubelet on RHEL).");
    }
  }
}
