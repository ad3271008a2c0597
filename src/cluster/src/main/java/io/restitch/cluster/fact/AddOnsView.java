package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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
  private final Map<String, Attachment> attachments = new TreeMap<>();
  private final MultusView multus;
  private final VirtualMachines machines = new VirtualMachines();
  private AddOnsFact last = AddOnsFact.NONE;

  /**
   * @param multus fed by whoever feeds this
   */
  public AddOnsView(MultusView multus) {
    this.multus = multus;
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
            List.copyOf(attachments.values()), multus.now(), multus.pods(), machines.now());
    if (now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(new Change.AddOnsSeen(now));
  }
}
