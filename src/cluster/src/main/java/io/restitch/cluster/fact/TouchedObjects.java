package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects that restitch changes or removes, and who else has a hand in them. */
final class TouchedObjects {
  private static final String FLANNEL = "kube-flannel/kube-flannel-ds";
  private static final String FIRST = "kube-system/" + ConfiguredRange.KUBE_PROXY;
  private static final String SECOND = "kube-system/" + ConfiguredRange.SECOND_KUBE_PROXY;

  /** What the operator makes its DaemonSets of: they stand as it does. */
  private record Installation(List<Keeper> keepers, TouchedFact.@Nullable Writer writer) {}

  private final Map<String, TouchedFact> daemonSets = new TreeMap<>();
  private final Map<String, TouchedFact> others = new TreeMap<>();
  private final Map<String, Boolean> operated = new TreeMap<>();
  private final Map<String, Installation> installations = new TreeMap<>();

  /**
   * Takes a DaemonSet.
   *
   * @param agents whose it is; null: not a pod network's
   */
  void daemonSet(String ref, DaemonSet set, @Nullable Agents agents, @Nullable PodSpec pod) {
    daemonSetGone(ref);
    boolean ofCalico = agents != null && agents != Agents.FLANNEL;
    if (ofCalico && FabricView.operated(set)) {
      operated.put(ref, Fences.keepsOffGreen(pod));
    } else if (ofCalico) {
      put(ref, set, Part.FENCE, Fences.keepsOffGreen(pod));
    } else if (ref.equals(FIRST)) {
      put(ref, set, Part.FLANNEL, Fences.keepsOffFlannel(pod));
    } else if ((ref.equals(SECOND) && KubeProxies.ours(set))
        || (ref.equals(FLANNEL) && ours(set))) {
      put(ref, set, Part.FLANNEL, Fences.keepsToGreen(pod));
    }
  }

  private void put(String ref, DaemonSet set, Part part, boolean stands) {
    daemonSets.put(ref, fact("DaemonSet " + ref, set, part, stands));
  }

  private static boolean ours(DaemonSet set) {
    return Selectors.orEmpty(set.getMetadata().getAnnotations()).containsKey(Names.INSTALLED_AS);
  }

  /** Forgets a DaemonSet. */
  void daemonSetGone(String ref) {
    daemonSets.remove(ref);
    operated.remove(ref);
  }

  /** Takes kubeadm's or kube-proxy's ConfigMap. */
  void configuration(ConfigMap map) {
    other("ConfigMap kube-system/" + map.getMetadata().getName(), map, Part.RANGE);
  }

  /** Forgets one of them. */
  void configurationGone(String name) {
    others.remove("ConfigMap kube-system/" + name);
  }

  /** Takes an IPPool that is not ours. */
  void pool(String name, HasMetadata pool) {
    other("IPPool " + name, pool, Part.REMOVED);
  }

  /** Forgets an IPPool. */
  void poolGone(String name) {
    others.remove("IPPool " + name);
  }

  private void other(String object, HasMetadata kept, Part part) {
    others.put(object, fact(object, kept, part, true));
  }

  /** Takes an Installation of Calico's operator. */
  void installation(String name, HasMetadata installation) {
    installations.put(
        name, new Installation(Keepers.of(installation), Keepers.writer(installation)));
  }

  /** Forgets it. */
  void installationGone(String name) {
    installations.remove(name);
  }

  static TouchedFact fact(String object, HasMetadata of, Part part, boolean stands) {
    return new TouchedFact(
        object, part, stands, Keepers.of(of), stands ? null : Keepers.writer(of));
  }

  /** All of them. */
  List<TouchedFact> now() {
    List<TouchedFact> all = new ArrayList<>(daemonSets.values());
    all.addAll(others.values());
    boolean stands = operated.values().stream().allMatch(kept -> kept);
    if (!operated.isEmpty()) {
      installations.forEach((name, i) ->
          all.add(
              new TouchedFact(
                  "Installation " + name,
                  Part.FENCE,
                  stands,
                  i.keepers(),
                  stands ? null : i.writer())));
    }
    return all;
  }
}
