package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.Names;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A required node affinity that keeps a DaemonSet's pods off nodes with some values of our fabric
 * label.
 *
 * <ol>
 *   <li>A DaemonSet's update strategy becomes {@code OnDelete} in the same request: otherwise the
 *       new template would roll every pod on blue (kubernetes pkg/controller/daemon, {@code
 *       updateDaemonSet}).
 *   <li>What stood there before is noted on the object itself, and put back when the fence is
 *       lifted: the template is then the one that the pods on blue were made from, and none is
 *       rolled.
 * </ol>
 *
 * Raised or lifted twice it changes nothing.
 */
final class Fence {
  /** An object is read anew and changed again so often, when someone else changes it meanwhile. */
  private static final int TRIES = 5;

  private final Api api;
  private final List<String> off;

  /**
   * @param off values of {@link Names#FABRIC} whose nodes are kept off
   */
  Fence(Api api, List<String> off) {
    this.api = api;
    this.off = List.copyOf(off);
  }

  /** Raises it around an object. */
  void raise(String path, String subject, List<Place> places) {
    change(path, subject, places, this::raised);
  }

  /** Lifts it. */
  void lift(String path, String subject, List<Place> places) {
    change(path, subject, places, this::lifted);
  }

  /**
   * Lifts it, and changes the object in the same request.
   *
   * @param also changes it, and says whether there was anything to change
   */
  void lift(String path, String subject, List<Place> places, Predicate<ObjectNode> also) {
    change(path, subject, places, (object, p) -> lifted(object, p) | also.test(object));
  }

  /** The object as it is without it, whether it is raised or not: what a copy is made of. */
  JsonNode without(JsonNode object, List<Place> places) {
    ObjectNode copy = (ObjectNode) object.deepCopy();
    lifted(copy, places);
    return copy;
  }

  /** Changes a tree; false if it is as it should be. */
  private interface Change {
    boolean on(ObjectNode object, List<Place> places);
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
  record Place(JsonPointer pod, List<JsonPointer> kept, boolean operated) {
    static final JsonPointer STRATEGY = JsonPointer.compile("/spec/updateStrategy");
    static final Place DAEMON_SET =
        new Place(
            JsonPointer.compile("/spec/template/spec"),
            List.of(JsonPointer.compile("/spec/template/spec/affinity"), STRATEGY),
            false);

    static Place installation(String name) {
      JsonPointer whole = JsonPointer.compile("/spec/" + name);
      return new Place(whole.append(DAEMON_SET.pod()), List.of(whole), true);
    }
  }

  private boolean raised(ObjectNode object, List<Place> places) {
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

  private boolean lifted(ObjectNode object, List<Place> places) {
    JsonNode annotations = object.at("/metadata/annotations");
    if (!annotations.has(Names.FENCE_BEFORE)) {
      // Raised by hand: only what keeps off green is taken out.
      return places.stream().map(p -> takeOut(object.at(p.pod()))).toList().contains(true);
    }
    JsonNode before = Json.tree(annotations.path(Names.FENCE_BEFORE).asString(""));
    if (asRaised(object, places, before)) {
      places.stream()
          .flatMap(p -> p.kept().stream())
          .forEach(kept -> putBack(object, kept, before.path(kept.toString())));
    } else {
      places.forEach(place -> liftChanged(object, place, before));
    }
    ((ObjectNode) annotations).remove(Names.FENCE_BEFORE);
    return true;
  }

  /** Whether what stands there is what we made of what stood there before. */
  private boolean asRaised(ObjectNode object, List<Place> places, JsonNode before) {
    ObjectNode again = object.deepCopy();
    List<JsonPointer> kept = places.stream().flatMap(p -> p.kept().stream()).toList();
    kept.forEach(pointer -> putBack(again, pointer, before.path(pointer.toString()).deepCopy()));
    raised(again, places);
    return kept.stream().allMatch(pointer -> again.at(pointer).equals(object.at(pointer)));
  }

  /** Somebody changed it since: what he wrote stays, only what is ours goes. */
  private static void liftChanged(ObjectNode object, Place place, JsonNode before) {
    takeOut(object.at(place.pod()));
    if (!place.operated()
        && object.at("/spec/updateStrategy/type").asString("").equals("OnDelete")) {
      putBack(object, Place.STRATEGY, before.path(Place.STRATEGY.toString()));
    }
  }

  private static void putBack(ObjectNode object, JsonPointer where, JsonNode before) {
    String field = where.last().getMatchingProperty();
    if (before.isObject()) {
      object.withObject(where.head()).set(field, before);
    } else if (object.at(where.head()) instanceof ObjectNode parent) {
      parent.remove(field);
    }
  }

  private void keepOff(ObjectNode pod, boolean linux) {
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
        ArrayNode values =
            ((ObjectNode) term)
                .withArray("/matchExpressions")
                .addObject()
                .put("key", Names.FABRIC)
                .put("operator", "NotIn")
                .withArray("/values");
        off.forEach(values::add);
      }
    }
  }

  /**
   * Takes expressions over our label out of a pod's affinity; false if there is none. A term that
   * is empty then let every node in but for ours: nothing is required any more. (Left as it is, an
   * empty term matches no node at all; kubernetes core/v1 types.go, {@code NodeSelectorTerm}.)
   */
  static boolean takeOut(JsonNode pod) {
    boolean changed = false;
    boolean empty = false;
    for (JsonNode term : terms(pod)) {
      if (term.path("matchExpressions") instanceof ArrayNode expressions) {
        for (int i = expressions.size() - 1; i >= 0; i--) {
          if (expressions.get(i).path("key").asString("").equals(Names.FABRIC)) {
            expressions.remove(i);
            changed = true;
          }
        }
        empty |= expressions.isEmpty() && term.path("matchFields").isEmpty();
      }
    }
    if (changed && empty && pod.at("/affinity/nodeAffinity") instanceof ObjectNode affinity) {
      affinity.remove("requiredDuringSchedulingIgnoredDuringExecution");
      prune(pod.path("affinity"), "nodeAffinity");
      prune(pod, "affinity");
    }
    return changed;
  }

  /** What is left empty goes, too: beside nothing at all it would be another template. */
  private static void prune(JsonNode parent, String field) {
    if (parent instanceof ObjectNode object && object.path(field).isEmpty()) {
      object.remove(field);
    }
  }

  private boolean keepsOff(JsonNode pod) {
    return keepsOff(terms(pod));
  }

  /** One term is enough to get in, so each has to keep off. */
  private boolean keepsOff(List<JsonNode> terms) {
    Predicate<JsonNode> ours = e -> e.path("key").asString("").equals(Names.FABRIC);
    Predicate<JsonNode> refuses =
        e -> {
          List<String> values = e.path("values").valueStream().map(v -> v.asString("")).toList();
          return e.path("operator").asString("").equals("NotIn") && values.containsAll(off);
        };
    return !terms.isEmpty()
        && terms.stream()
            .allMatch(t -> t.path("matchExpressions").valueStream().anyMatch(ours.and(refuses)));
  }

  private static List<JsonNode> terms(JsonNode pod) {
    return pod.at(
            "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms")
        .valueStream()
        .toList();
  }
}
