package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.fact.AddOnsFact;
import io.restitch.core.fact.AddOnsFact.Attachment;
import io.restitch.core.fact.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Multus and KubeVirt, put together from their objects. Not thread-safe: fed and asked by the one
 * thread that delivers changes.
 */
public final class AddOnsView {
  /** Namespace of the ConfigMap that is read: where Multus's own manifest puts it. */
  public static final String NAMESPACE = "kube-system";

  /** Name of the ConfigMap that is read. */
  public static final String CONFIG_MAP = MultusSettings.CONFIG_MAP;

  private final Map<String, Attachment> attachments = new TreeMap<>();
  private final Map<String, DaemonSet> multus = new TreeMap<>();
  private final VirtualMachines machines = new VirtualMachines();
  private Optional<String> config = Optional.empty();
  private AddOnsFact last = AddOnsFact.NONE;

  /** Takes a DaemonSet; others than Multus's are let go at once. */
  public void daemonSet(String ref, DaemonSet set) {
    if (MultusSettings.of(ref, set, null).isPresent()) {
      multus.put(ref, set);
    } else {
      multus.remove(ref);
    }
  }

  /** Forgets a DaemonSet. */
  public void daemonSetGone(String ref) {
    multus.remove(ref);
  }

  /** Takes Multus's ConfigMap. */
  public void configuration(ConfigMap map) {
    config = Optional.ofNullable(Selectors.orEmpty(map.getData()).get("daemon-config.json"));
  }

  /** Forgets it. */
  public void configurationGone() {
    config = Optional.empty();
  }

  /** Takes a NetworkAttachmentDefinition. */
  public void attachment(String key, GenericKubernetesResource definition) {
    attachments.put(key, Attachments.of(definition));
  }

  /** Forgets it. */
  public void attachmentGone(String key) {
    attachments.remove(key);
  }

  /** Takes a VirtualMachineInstance. */
  public void instance(String key, GenericKubernetesResource instance) {
    machines.instance(key, instance);
  }

  /** Forgets it. */
  public void instanceGone(String key) {
    machines.instanceGone(key);
  }

  /** Takes a VirtualMachine. */
  public void machine(String key, GenericKubernetesResource machine) {
    machines.machine(key, machine);
  }

  /** Forgets it. */
  public void machineGone(String key) {
    machines.machineGone(key);
  }

  /** Takes a KubeVirt. */
  public void kubeVirt(String key, GenericKubernetesResource kubeVirt) {
    machines.kubeVirt(key, kubeVirt);
  }

  /** Forgets it. */
  public void kubeVirtGone(String key) {
    machines.kubeVirtGone(key);
  }

  /** The change since this was last asked, if there is one. */
  public Optional<Change> changed() {
    AddOnsFact now =
        new AddOnsFact(
            List.copyOf(attachments.values()),
            multus.entrySet().stream()
                .map(e ->
                    MultusSettings.of(
                        e.getKey(),
                        e.getValue(),
                        e.getKey().startsWith(NAMESPACE + "/") ? config.orElse(null) : null))
                .flatMap(Optional::stream)
                .toList(),
            machines.now());
    if (now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(new Change.AddOnsSeen(now));
  }
}
