package io.restitch.cluster.act;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.fact.Counterparts;
import io.restitch.cluster.fact.GreenCopy;
import io.restitch.cluster.fact.MountedMap;
import io.restitch.cluster.fact.MultusView;
import io.restitch.core.Names;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.RestitchException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A copy for green nodes of each Multus that names Calico's configuration, which no green node has,
 * with Flannel's names in their place ({@link Counterparts}).
 *
 * <ol>
 *   <li>ConfigMaps that name it and DaemonSet {@code NAME-flannel} are made from Multus's own
 *       ({@link MultusCopy}). Objects of these names that are not ours are refused before anything
 *       is made.
 *   <li>Then the original is kept off green nodes ({@link Fence}); no pod on blue is rolled.
 *   <li>On the way back the fence is lifted, and the copy goes. The original's ConfigMap was never
 *       touched.
 *   <li>At the end, when every node is green, the original's ConfigMap gets the other names; then,
 *       in one request, its arguments do and its fence is lifted; then the copy goes.
 * </ol>
 *
 * Never two of them on a node: thick Multus empties its socket's folder as it starts (multus-cni,
 * pkg/server, {@code FilesystemPreRequirements}), and as it ends, closes its socket, which unlinks
 * the path, and removes {@code 00-multus.conf} (pkg/server/config, {@code Manager.Start}), as thin
 * Multus does with {@code --cleanup-config-on-exit} (cmd/thin_entrypoint, {@code
 * cleanupMultusConf}). One that ended after the other had begun would leave a node without either,
 * and nobody would write them again. So the copy's pods carry a required anti-affinity against the
 * original's, which the scheduler keeps both ways (kubernetes, plugins/interpodaffinity, {@code
 * ErrReasonExistingAntiAffinityRulesNotMatch}): wherever the two would meet, the new pod is not
 * bound before the old one is gone, on each node by itself. For these seconds a node is as it is
 * whenever Multus is upgraded: pods made there get the first network only.
 */
public final class SecondMultus {
  /** Name of the DaemonSet in Multus's own manifests. */
  public static final String DAEMON_SET = "kube-multus-ds";

  /** Names of the ConfigMap in Multus's own manifests, thick and thin. */
  public static final List<String> MAPS = List.of("multus-daemon-config", "multus-cni-config");

  private static final String ALL = "/apis/apps/v1/daemonsets";

  private final Api api;
  private final Fence fence;
  private final MultusMaps maps;

  SecondMultus(Api api) {
    this.api = api;
    this.fence = new Fence(api, List.of(Names.FABRIC_FLANNEL));
    this.maps = new MultusMaps(api);
  }

  /**
   * Makes the copies that are needed, and keeps what was copied off green nodes.
   *
   * @throws RestitchException {@code BLOCKED} if an object of a copy's name is not ours
   */
  void install() {
    Seen seen = look();
    Set<String> due = Set.copyOf(seen.view().due());
    List<MultusCopy> copies =
        seen.sets().entrySet().stream()
            .filter(e -> due.contains(e.getKey()))
            .map(e ->
                new MultusCopy(
                    fence.without(e.getValue(), places()), seen.view().naming(e.getKey())))
            .toList();
    copies.forEach(c -> refuseTaken(c, seen));
    for (MultusCopy copy : copies) {
      copy.maps().forEach(m -> Manifests.apply(api, m));
      Manifests.apply(api, copy.daemonSet());
      fence.raise(path(copy.original()), subject(copy.original()), places());
    }
  }

  private void refuseTaken(MultusCopy copy, Seen seen) {
    String ref = copy.original() + GreenCopy.SUFFIX;
    if (seen.sets().containsKey(ref) && !seen.view().copies().contains(ref)) {
      throw MultusMaps.taken(subject(ref));
    }
    copy.maps().forEach(maps::refuseTaken);
  }

  /** Lets what was copied go everywhere, with Flannel's names, and removes the copies. */
  void open() {
    Seen seen = look();
    for (String ref : seen.view().marked()) {
      if (seen.view().has(ref)) {
        seen.view().naming(ref).forEach(maps::rename);
        fence.lift(path(ref), subject(ref), places(), MultusCopy::rename);
      }
    }
    removeCopies(seen);
  }

  /** Lets what was copied go everywhere, as it was, and removes the copies. */
  void remove() {
    Seen seen = look();
    for (String ref : seen.view().marked()) {
      if (seen.view().has(ref)) {
        fence.lift(path(ref), subject(ref), places());
      }
    }
    removeCopies(seen);
  }

  /** A DaemonSet last: it tells which ConfigMaps there are. */
  private void removeCopies(Seen seen) {
    for (String ref : seen.view().copies()) {
      maps.remove(Objects.requireNonNull(seen.sets().get(ref)));
      api.ifThere(Call.delete(path(ref), "{}", subject(ref)));
    }
  }

  /** All DaemonSets by namespace and name, and what they say of Multus. */
  private record Seen(Map<String, JsonNode> sets, MultusView view) {}

  private Seen look() {
    Map<String, JsonNode> sets = new TreeMap<>();
    MultusView view = new MultusView();
    for (JsonNode set : api.require(Call.get(ALL, "DaemonSets")).json().path("items")) {
      String ref = GreenObjects.ref(set).toString();
      sets.put(ref, set);
      view.daemonSet(ref, api.serialization().unmarshal(set.toString(), DaemonSet.class));
    }
    view.mounted().forEach(ref -> view.map(ref, MountedMap.read(api, ref)));
    return new Seen(sets, view);
  }

  private static List<Fence.Place> places() {
    return List.of(Fence.Place.DAEMON_SET);
  }

  private static String path(String ref) {
    ObjectRef it = ObjectRef.parse(ref);
    return "/apis/apps/v1/namespaces/" + it.namespace() + "/daemonsets/" + it.name();
  }

  private static String subject(String ref) {
    return "DaemonSet " + ref;
  }
}
