package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.VirtualMachineFact;
import io.restitch.core.fact.VirtualMachineFact.Strategy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Virtual machines that run, put together from KubeVirt's three kinds. */
final class VirtualMachines {
  /** What a VirtualMachineInstance says; an empty strategy: nothing. */
  private record Instance(
      ObjectRef ref,
      String node,
      String strategy,
      String obstacle,
      boolean bridged,
      boolean owned) {}

  private final Map<String, Instance> instances = new TreeMap<>();
  private final Map<String, String> runStrategies = new TreeMap<>();
  private final Map<String, String> strategies = new TreeMap<>();

  /** Takes a VirtualMachineInstance. */
  void instance(String key, GenericKubernetesResource instance) {
    Object strategy = instance.get("spec", "evictionStrategy");
    Object node = instance.get("status", "nodeName");
    instances.put(
        key,
        new Instance(
            new ObjectRef(instance.getMetadata().getNamespace(), instance.getMetadata().getName()),
            node instanceof String s ? s : "",
            strategy instanceof String s ? s : "",
            obstacle(instance),
            bridged(instance),
            owned(instance)));
  }

  /** Forgets it. */
  void instanceGone(String key) {
    instances.remove(key);
  }

  /** Takes a VirtualMachine: {@code running: true} is the older word for {@code Always}. */
  void machine(String key, GenericKubernetesResource machine) {
    Object run = machine.get("spec", "runStrategy");
    Object running = machine.get("spec", "running");
    runStrategies.put(
        key, run instanceof String s ? s : Boolean.TRUE.equals(running) ? "Always" : "Halted");
  }

  /** Forgets it. */
  void machineGone(String key) {
    runStrategies.remove(key);
  }

  /** Takes a KubeVirt: what holds where a virtual machine says nothing. */
  void kubeVirt(String key, GenericKubernetesResource kubeVirt) {
    Object strategy = kubeVirt.get("spec", "configuration", "evictionStrategy");
    strategies.put(key, strategy instanceof String s ? s : "None");
  }

  /** Forgets it. */
  void kubeVirtGone(String key) {
    strategies.remove(key);
  }

  /** All that run. */
  List<VirtualMachineFact> now() {
    String all = strategies.values().stream().findFirst().orElse("None");
    return instances.entrySet().stream().map(e -> fact(e.getKey(), e.getValue(), all)).toList();
  }

  private VirtualMachineFact fact(String key, Instance vmi, String all) {
    return new VirtualMachineFact(
        vmi.ref(),
        vmi.node(),
        Strategy.of(vmi.strategy().isEmpty() ? all : vmi.strategy()).orElse(Strategy.NONE),
        vmi.obstacle(),
        vmi.bridged(),
        vmi.owned() ? runStrategies.getOrDefault(key, "") : "");
  }

  private static boolean owned(GenericKubernetesResource vmi) {
    return vmi.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getKind)
        .anyMatch("VirtualMachine"::equals);
  }

  /** Condition {@code LiveMigratable}; one that is not there says nothing good. */
  private static String obstacle(GenericKubernetesResource vmi) {
    Optional<Map<?, ?>> condition =
        maps(vmi.get("status", "conditions")).stream()
            .filter(c -> "LiveMigratable".equals(c.get("type")))
            .findFirst();
    if (condition.isEmpty()) {
      return "KubeVirt does not say that it can be";
    }
    if ("True".equals(condition.get().get("status"))) {
      return "";
    }
    Object message = condition.get().get("message");
    Object reason = condition.get().get("reason");
    return message instanceof String m && !m.isBlank()
        ? m
        : reason instanceof String r ? r : "KubeVirt gives no reason";
  }

  private static boolean bridged(GenericKubernetesResource vmi) {
    List<Object> onPodNetwork =
        maps(vmi.get("spec", "networks")).stream()
            .filter(n -> n.containsKey("pod"))
            .<Object>map(n -> String.valueOf(n.get("name")))
            .toList();
    return maps(vmi.get("spec", "domain", "devices", "interfaces")).stream()
        .anyMatch(i -> i.containsKey("bridge") && onPodNetwork.contains(i.get("name")));
  }

  private static List<Map<?, ?>> maps(@Nullable Object list) {
    return list instanceof List<?> all
        ? all.stream().filter(Map.class::isInstance).<Map<?, ?>>map(m -> (Map<?, ?>) m).toList()
        : List.of();
  }
}
