package io.restitch.core.planner;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.kubelet.KubeletFlag;
import io.restitch.core.kubelet.KubeletSetting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Flags of new kubelets that make them like those of blue workers, which kubeadm's {@code
 * kubelet-config} alone does not.
 *
 * <ol>
 *   <li>What workers that were asked all say, and a kubelet that joins would not: {@code
 *       kubelet-config} gives another value, or gives none and a control plane, which goes by it
 *       too, has another one.
 *   <li>Where no kubelet could be asked, the pods that nodes take: the default is 110.
 *   <li>What they do not agree in is left to a person, and so is what no flag says.
 *   <li>The cloud and the address: {@link MachineFlags}.
 * </ol>
 *
 * @param flags what is written, by name without dashes
 * @param notes a comment for people on each of them, and on what they have to choose
 */
public record KubeletChoice(SortedMap<String, String> flags, List<String> notes) {
  private static final String MAX_PODS = "max-pods";
  private static final long USUAL_PODS = 110;
  private static final int MOST = 5;

  /**
   * What follows from the machine, and is there to be found by whoever sets it up: kubeadm names
   * the resolver that the machine runs, and containerd is set up as {@code kubelet-config} says.
   */
  private static final Set<KubeletSetting> OF_THE_MACHINE =
      EnumSet.of(
          KubeletSetting.RESOLV_CONF, KubeletSetting.CGROUP_DRIVER, KubeletSetting.RESERVED_CPUS);

  public KubeletChoice {
    flags = Collections.unmodifiableSortedMap(new TreeMap<>(flags));
    notes = List.copyOf(notes);
  }

  /**
   * Whom to ask: ready workers on Calico, one of each kind of machine and few in all, and a control
   * plane.
   */
  public static List<NodeFact> asked(Collection<NodeFact> nodes) {
    Map<String, NodeFact> kinds = new LinkedHashMap<>();
    blue(nodes).stream().filter(NodeFact::ready).forEach(n -> kinds.putIfAbsent(kind(n), n));
    List<NodeFact> all = new ArrayList<>(kinds.values().stream().limit(MOST).toList());
    nodes.stream().filter(n -> n.controlPlane() && n.ready()).findFirst().ifPresent(all::add);
    return all;
  }

  private static String kind(NodeFact node) {
    return node.labels().getOrDefault("node.kubernetes.io/instance-type", "")
        + " "
        + node.status().allocatable().pods();
  }

  private static List<NodeFact> blue(Collection<NodeFact> nodes) {
    return nodes.stream().filter(n -> !n.controlPlane() && n.fabric() == Fabric.CALICO).toList();
  }

  /**
   * What fits.
   *
   * @param nodes all nodes
   * @param configured what {@code kubelet-config} says; empty if it may not be read
   * @param said what those who were asked say
   */
  public static KubeletChoice of(
      Collection<NodeFact> nodes,
      Optional<SortedMap<String, String>> configured,
      List<KubeletFact> said) {
    List<NodeFact> blue = blue(nodes);
    SortedMap<String, String> flags = new TreeMap<>();
    List<String> notes = new ArrayList<>();
    List<KubeletFact> known = said.stream().filter(k -> k.problem().isEmpty()).toList();
    List<KubeletFact> workers = known.stream().filter(k -> isOf(blue, k)).toList();
    Optional<KubeletFact> controlPlane = known.stream().filter(k -> !isOf(blue, k)).findFirst();
    for (KubeletSetting setting : KubeletSetting.values()) {
      if (!OF_THE_MACHINE.contains(setting)) {
        compare(setting, workers, configured.orElse(new TreeMap<>()), controlPlane, flags, notes);
      }
    }
    if (workers.isEmpty()) {
      pods(blue, flags, notes);
      said.stream()
          .filter(k -> isOf(blue, k))
          .findFirst()
          .flatMap(KubeletFact::problem)
          .ifPresent(p -> notes.add("Not asked how they are set up: " + p.reason() + "."));
    }
    MachineFlags.of(blue, workers, flags, notes);
    return new KubeletChoice(flags, notes);
  }

  private static boolean isOf(List<NodeFact> nodes, KubeletFact kubelet) {
    return nodes.stream().anyMatch(n -> n.name().equals(kubelet.which().node()));
  }

  private static void compare(
      KubeletSetting setting,
      List<KubeletFact> workers,
      SortedMap<String, String> configured,
      Optional<KubeletFact> controlPlane,
      SortedMap<String, String> flags,
      List<String> notes) {
    String path = setting.path();
    String given = configured.get(path);
    Optional<String> expected =
        given == null ? controlPlane.map(k -> value(k, path)) : Optional.of(given);
    List<String> values = workers.stream().map(k -> value(k, path)).distinct().toList();
    if (expected.isEmpty() || values.isEmpty() || values.equals(List.of(expected.get()))) {
      return;
    }
    String other =
        given == null
            ? "kubelet-config says nothing, and %s has %s"
                .formatted(controlPlane.get().which().node(), expected.get())
            : "kubelet-config says " + given;
    Optional<String> name = KubeletFlag.name(setting);
    Optional<String> flag = KubeletFlag.value(setting, values.getFirst());
    boolean sure = values.size() == 1 && name.isPresent() && flag.isPresent();
    if (sure && !values.getFirst().equals("unset")) {
      flags.put(name.get(), flag.get());
      notes.add("%s: workers here have %s; %s.".formatted(name.get(), flag.get(), other));
    } else {
      notes.add(
          "You have to choose %s: workers here have %s; %s."
              .formatted(name.orElse(path), String.join(" or ", values), other));
    }
  }

  private static String value(KubeletFact kubelet, String path) {
    return Objects.requireNonNullElse(kubelet.settings().get(path), "unset");
  }

  private static void pods(
      List<NodeFact> blue, SortedMap<String, String> flags, List<String> notes) {
    List<Long> taken = blue.stream().map(n -> n.status().allocatable().pods()).distinct().toList();
    if (taken.isEmpty() || taken.equals(List.of(USUAL_PODS))) {
      return;
    }
    if (taken.size() == 1) {
      flags.put(MAX_PODS, String.valueOf(taken.getFirst()));
      notes.add(
          "max-pods: workers here take %d pods each; kubelets take 110 unless they are told."
              .formatted(taken.getFirst()));
    } else {
      notes.add(
          "You have to choose max-pods: workers here take "
              + String.join(" or ", taken.stream().sorted().map(String::valueOf).toList())
              + " pods.");
    }
  }
}
