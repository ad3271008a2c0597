package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.fact.Agents;
import io.restitch.core.Names;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the pods of Calico's DaemonSets off green nodes and off control planes in change.
 *
 * <ol>
 *   <li>A DaemonSet of a manifest gets a required node affinity. In the same request its update
 *       strategy becomes {@code OnDelete}: otherwise the new template would roll every pod on blue
 *       (kubernetes pkg/controller/daemon, {@code updateDaemonSet}).
 *   <li>The operator takes back what is changed on its DaemonSets, so its Installation is changed.
 *       It knows no strategy but {@code RollingUpdate} (tigera/operator,
 *       pkg/controller/installation/validation.go), and restarts Calico on blue, node by node.
 *   <li>What stood there before is noted on the object itself, and put back when the fence is
 *       lifted: the template is then the one that the pods on blue were made from, and none is
 *       rolled.
 * </ol>
 *
 * Raised or lifted twice it changes nothing.
 */
public final class CalicoFence {
  private static final String DAEMON_SETS = "/apis/apps/v1/daemonsets";
  private static final String INSTALLATION = "/apis/operator.tigera.io/v1/installations/default";

  /** Calico's DaemonSets as the Installation calls them; each needs rules of its own. */
  private static final List<String> OPERATED =
      List.of("calicoNodeDaemonSet", "csiNodeDriverDaemonSet");

  /** An object is read anew and changed again so often, when someone else changes it meanwhile. */
  private static final int TRIES = 5;

  private final Api api;

  public CalicoFence(Api api) {
    this.api = api;
  }

  /**
   * Raises it.
   *
   * @throws RestitchException {@code NOT_FOUND} if there is no DaemonSet of Calico's
   */
  public void raise() {
    List<JsonNode> sets = daemonSets();
    if (sets.isEmpty()) {
      throw new RestitchException(
          ErrorCode.NOT_FOUND,
          "no DaemonSet of Calico's was found (k8s-app: calico-node or canal)",
          "see 'kubectl get daemonsets -A --show-labels'");
    }
    each(sets, CalicoFence::raised);
  }

  /** Lifts it. */
  public void lift() {
    each(daemonSets(), CalicoFence::lifted);
  }

  /** Changes a tree; false if it is as it should be. */
  private interface Change {
    boolean on(ObjectNode object, List<Place> places);
  }

  private void each(List<JsonNode> sets, Change change) {
    boolean operated = false;
    for (JsonNode set : sets) {
      if (operated(set)) {
        operated = true;
      } else {
        JsonNode metadata = set.path("metadata");
        change(
            "/apis/apps/v1/namespaces/%s/daemonsets/%s"
                .formatted(metadata.path("namespace").asString(), metadata.path("name").asString()),
            "DaemonSet " + metadata.path("name").asString(),
            List.of(Place.DAEMON_SET),
            change);
      }
    }
    if (operated) {
      change(
          INSTALLATION,
          "Installation default",
          OPERATED.stream().map(Place::installation).toList(),
          change);
    }
  }

  private void change(String path, String subject, List<Place> places, Change change) {
    for (int tried = 1; ; tried++) {
      ObjectNode object = (ObjectNode) api.require(Call.get(path, subject)).json();
      if (!change.on(object, places)) {
        return;
      }
      Call put = Call.put(path, object.toString(), subject);
      Answer answer = api.send(put);
      if (answer.ok()) {
        return;
      }
      if (answer.code() != 409 || tried == TRIES) {
        throw Problems.of(answer, put);
      }
    }
  }

  /**
   * Where an object says how pods of a DaemonSet are placed, and replaced.
   *
   * @param pod the pod's spec, as a JSON pointer
   * @param kept what is noted and put back
   * @param operated whether it is the operator that makes a DaemonSet of it
   */
  private record Place(JsonPointer pod, List<JsonPointer> kept, boolean operated) {
    static final Place DAEMON_SET =
        new Place(
            JsonPointer.compile("/spec/template/spec"),
            List.of(
                JsonPointer.compile("/spec/template/spec/affinity"),
                JsonPointer.compile("/spec/updateStrategy")),
            false);

    static Place installation(String name) {
      JsonPointer whole = JsonPointer.compile("/spec/" + name);
      return new Place(whole.append(DAEMON_SET.pod()), List.of(whole), true);
    }
  }

  private static boolean raised(ObjectNode object, List<Place> places) {
    List<Place> open = places.stream().filter(p -> !keepsOff(object.at(p.pod()))).toList();
    if (open.isEmpty()) {
      return false;
    }
    ObjectNode annotations = object.withObject("/metadata/annotations");
    if (!annotations.has(Names.FENCE_BEFORE)) {
      annotations.put(Names.FENCE_BEFORE, before(object, places).toString());
    }
    for (Place place : open) {
      keepOff(object.withObject(place.pod()), place.operated());
      if (!place.operated()) {
        object.withObject("/spec").putObject("updateStrategy").put("type", "OnDelete");
      }
    }
    return true;
  }

  /** What stands there, by pointer; no entry where nothing does. */
  private static ObjectNode before(ObjectNode object, List<Place> places) {
    ObjectNode note = (ObjectNode) Json.tree("{}");
    places.stream()
        .flatMap(p -> p.kept().stream())
        .filter(kept -> object.at(kept).isObject())
        .forEach(kept -> note.set(kept.toString(), object.at(kept)));
    return note;
  }

  private static boolean lifted(ObjectNode object, List<Place> places) {
    JsonNode annotations = object.at("/metadata/annotations");
    if (!annotations.has(Names.FENCE_BEFORE)) {
      // Raised by hand: only what keeps off green is taken out.
      return places.stream().map(p -> takeOut(terms(object.at(p.pod())))).toList().contains(true);
    }
    JsonNode before = Json.tree(annotations.path(Names.FENCE_BEFORE).asString(""));
    places.stream()
        .flatMap(p -> p.kept().stream())
        .forEach(kept -> putBack(object, kept, before.path(kept.toString())));
    ((ObjectNode) annotations).remove(Names.FENCE_BEFORE);
    return true;
  }

  private static void putBack(ObjectNode object, JsonPointer where, JsonNode before) {
    String field = where.last().getMatchingProperty();
    if (before.isObject()) {
      object.withObject(where.head()).set(field, before);
    } else if (object.at(where.head()) instanceof ObjectNode parent) {
      parent.remove(field);
    }
  }

  private static void keepOff(ObjectNode pod, boolean linux) {
    ObjectNode required =
        pod.withObject("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
    var terms = required.withArray("/nodeSelectorTerms");
    if (terms.isEmpty()) {
      ObjectNode term = terms.addObject();
      if (linux) {
        term.withArray("/matchExpressions")
            .addObject()
            .put("key", "kubernetes.io/os")
            .put("operator", "In")
            .withArray("/values")
            .add("linux");
      }
    }
    for (JsonNode term : terms) {
      if (!keepsOff(List.of(term))) {
        ((ObjectNode) term)
            .withArray("/matchExpressions")
            .addObject()
            .put("key", Names.FABRIC)
            .put("operator", "NotIn")
            .withArray("/values")
            .add(Names.FABRIC_FLANNEL)
            .add(Names.FABRIC_CONVERTING);
      }
    }
  }

  /** Takes expressions over our label out; false if there is none. */
  private static boolean takeOut(List<JsonNode> terms) {
    boolean changed = false;
    for (JsonNode term : terms) {
      if (term.path("matchExpressions") instanceof ArrayNode expressions) {
        for (int i = expressions.size() - 1; i >= 0; i--) {
          if (expressions.get(i).path("key").asString("").equals(Names.FABRIC)) {
            expressions.remove(i);
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  private static boolean keepsOff(JsonNode pod) {
    return keepsOff(terms(pod));
  }

  /** One term is enough to get in, so each has to keep off. */
  private static boolean keepsOff(List<JsonNode> terms) {
    Predicate<JsonNode> ours = e -> e.path("key").asString("").equals(Names.FABRIC);
    Predicate<JsonNode> off =
        e -> {
          List<String> values = e.path("values").valueStream().map(v -> v.asString("")).toList();
          return e.path("operator").asString("").equals("NotIn")
              && values.containsAll(List.of(Names.FABRIC_FLANNEL, Names.FABRIC_CONVERTING));
        };
    return !terms.isEmpty()
        && terms.stream()
            .allMatch(t -> t.path("matchExpressions").valueStream().anyMatch(ours.and(off)));
  }

  private static List<JsonNode> terms(JsonNode pod) {
    return pod.at(
            "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms")
        .valueStream()
        .toList();
  }

  private List<JsonNode> daemonSets() {
    JsonNode list = api.require(Call.get(DAEMON_SETS, "DaemonSets")).json();
    List<JsonNode> found = new ArrayList<>();
    list.path("items").valueStream().filter(CalicoFence::ofCalico).forEach(found::add);
    return found;
  }

  private static boolean ofCalico(JsonNode set) {
    Map<String, String> labels = new TreeMap<>();
    set.at("/spec/template/metadata/labels")
        .properties()
        .forEach(l -> labels.put(l.getKey(), l.getValue().asString("")));
    return Agents.of(labels).filter(a -> a != Agents.FLANNEL).isPresent();
  }

  private static boolean operated(JsonNode set) {
    return set.at("/metadata/ownerReferences")
        .valueStream()
        .anyMatch(o -> o.path("apiVersion").asString("").startsWith("operator.tigera.io/"));
  }
}
