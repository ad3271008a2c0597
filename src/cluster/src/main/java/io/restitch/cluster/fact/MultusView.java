package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.Names;
import io.restitch.core.fact.AddOnsFact.Multus;
import io.restitch.core.fact.AddOnsFact.MultusPods;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.fact.TouchedFact.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * DaemonSets of Multus, what they are told, and our copies of them for green nodes. Not
 * thread-safe, but for {@link #mounted}.
 */
public final class MultusView {
  /** One that is not a copy of ours. */
  private record Original(DaemonSet set, MultusSettings settings) {
    boolean fenced() {
      return Selectors.orEmpty(set.getMetadata().getAnnotations()).containsKey(Names.FENCE_BEFORE);
    }
  }

  private final Map<String, Original> originals = new TreeMap<>();
  private final Map<String, DaemonSet> copies = new TreeMap<>();
  private final Map<String, ConfigMap> maps = new TreeMap<>();
  private final SortedSet<String> forbidden = new TreeSet<>();
  private final Map<String, Multus> told = new TreeMap<>();
  private volatile SortedSet<String> mounted = Collections.emptySortedSet();

  /** Takes a DaemonSet; others than Multus's are let go at once. */
  public void daemonSet(String ref, DaemonSet set) {
    boolean was = forget(ref);
    if (GreenCopy.of(set).isPresent()) {
      copies.put(ref, set);
    } else {
      MultusSettings.of(ref, set).ifPresent(s -> originals.put(ref, new Original(set, s)));
    }
    if (was || originals.containsKey(ref)) {
      remount();
    }
  }

  /** Forgets a DaemonSet. */
  public void daemonSetGone(String ref) {
    if (forget(ref)) {
      remount();
    }
  }

  /** Whether it was an original. */
  private boolean forget(String ref) {
    copies.remove(ref);
    return originals.remove(ref) != null;
  }

  private void remount() {
    SortedSet<String> all = new TreeSet<>();
    originals.values().forEach(o -> all.addAll(o.settings().mounted()));
    maps.keySet().retainAll(all);
    forbidden.retainAll(all);
    mounted = Collections.unmodifiableSortedSet(all);
    tell();
  }

  private void tell() {
    told.clear();
    originals.forEach((ref, o) -> told.put(ref, o.settings().with(maps, forbidden)));
  }

  /** ConfigMaps that are mounted: namespace and name. May be asked by any thread. */
  public SortedSet<String> mounted() {
    return mounted;
  }

  /** Takes a ConfigMap that is mounted, or that it is not there, or may not be read. */
  public void map(String ref, MountedMap read) {
    maps.remove(ref);
    forbidden.remove(ref);
    if (mounted.contains(ref)) {
      read.map().ifPresent(m -> maps.put(ref, m));
      if (read.forbidden()) {
        forbidden.add(ref);
      }
    }
    tell();
  }

  /** All that are not copies of ours. */
  public List<Multus> now() {
    return List.copyOf(told.values());
  }

  /** Where the pods of all go, those of copies too. */
  List<MultusPods> pods() {
    SortedMap<String, DaemonSet> all = new TreeMap<>(copies);
    originals.forEach((ref, original) -> all.put(ref, original.set()));
    List<MultusPods> pods = new ArrayList<>();
    all.forEach((ref, set) -> {
      PodSpec pod = PodTemplates.pod(set);
      if (pod != null) {
        pods.add(new MultusPods(ObjectRef.parse(ref), PodPlacement.of(pod)));
      }
    });
    return pods;
  }

  /**
   * Which need a copy of ours: namespace and name. One that somebody keeps off green needs none.
   */
  public List<String> due() {
    return originals.entrySet().stream()
        .filter(e -> copyable(e.getKey()))
        .filter(e -> e.getValue().fenced() || !stands(e.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean copyable(String ref) {
    Multus multus = told.get(ref);
    return multus != null && multus.copyable();
  }

  /** Which we fenced, or copied: namespace and name. Some may not be there any more. */
  public SortedSet<String> marked() {
    SortedSet<String> all = new TreeSet<>();
    originals.forEach((ref, original) -> {
      if (original.fenced()) {
        all.add(ref);
      }
    });
    copies.values().forEach(copy -> all.add(original(copy)));
    return all;
  }

  /** Of what DaemonSet one of our copies is made: namespace and name. */
  private static String original(DaemonSet copy) {
    String name = GreenCopy.of(copy).orElseThrow();
    return new ObjectRef(copy.getMetadata().getNamespace(), name).toString();
  }

  /** Our copies: namespace and name. */
  public SortedSet<String> copies() {
    return new TreeSet<>(copies.keySet());
  }

  /** Whether a DaemonSet of Multus that is not a copy is there. */
  public boolean has(String ref) {
    return originals.containsKey(ref);
  }

  /** Whether something of ours is there: a copy, or the fence around what was copied. */
  boolean remains() {
    return !marked().isEmpty();
  }

  /** Whether each that needs a copy keeps off green nodes, and its copy to them. */
  boolean shared() {
    return due().stream()
        .allMatch(ref ->
            stands(originals.get(ref))
                && copies.values().stream()
                    .filter(c -> original(c).equals(ref))
                    .anyMatch(c -> Fences.keepsToGreen(PodTemplates.pod(c))));
  }

  private static boolean stands(@Nullable Original original) {
    return original != null && Fences.keepsOffFlannel(PodTemplates.pod(original.set()));
  }

  /**
   * Whether each that names Flannel's configuration, or does so as soon as its ConfigMap is read
   * anew, has a ready pod on every node.
   */
  boolean everywhere() {
    return originals.entrySet().stream()
        .filter(e -> e.getValue().settings().namesFlannel(maps) || copyable(e.getKey()))
        .allMatch(e -> RollOut.done(e.getValue().set()));
  }

  /** What we change, and who else has a hand in it. */
  List<TouchedFact> touched() {
    List<TouchedFact> all = new ArrayList<>();
    SortedSet<String> ours = marked();
    ours.addAll(due());
    for (String ref : ours) {
      Original original = originals.get(ref);
      if (original != null) {
        all.add(
            TouchedObjects.fact(
                "DaemonSet " + ref, original.set(), Part.FLANNEL, stands(original)));
        naming(ref)
            .forEach(m ->
                all.add(
                    TouchedObjects.fact(
                        "ConfigMap "
                            + m.getMetadata().getNamespace()
                            + "/"
                            + m.getMetadata().getName(),
                        m,
                        Part.FLANNEL,
                        true)));
      }
    }
    copies.forEach((ref, copy) ->
        all.add(
            TouchedObjects.fact(
                "DaemonSet " + ref,
                copy,
                Part.FLANNEL,
                Fences.keepsToGreen(PodTemplates.pod(copy)))));
    return all;
  }

  /** ConfigMaps that one mounts, and that have names in them which have counterparts. */
  public List<ConfigMap> naming(String ref) {
    Original original = originals.get(ref);
    return original == null
        ? List.of()
        : original.settings().mounted().stream()
            .map(maps::get)
            .filter(Objects::nonNull)
            .filter(MultusView::changes)
            .toList();
  }

  private static boolean changes(ConfigMap map) {
    return Selectors.orEmpty(map.getData()).values().stream()
        .anyMatch(text -> !Counterparts.replaced(text).equals(text));
  }
}
