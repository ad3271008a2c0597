package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.objects.NamedObjects;
import io.restitch.cluster.objects.Resource;
import io.restitch.cluster.objects.Roles;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Removes one of Calico's objects, and comes back when it is gone.
 *
 * <p>Whoever should take a finalizer of Calico's off may be gone already: Calico's operator and
 * controllers go first. Ours takes them off; finalizers of others stay, and are named when they
 * hold something.
 */
public final class CalicoRemoval {
  /** {@code tigera.io/operator-cleanup}, {@code projectcalico.org/ippool-finalizer} and others. */
  private static final List<String> FINALIZERS =
      List.of("tigera.io/", "operator.tigera.io/", "projectcalico.org/", "crd.projectcalico.org/");

  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final String NAMESPACES = "/api/v1/namespaces/";

  private final Api api;
  private final Awaiting awaiting;

  public CalicoRemoval(Api api) {
    this(api, Duration.ofMillis(500), Duration.ofSeconds(60));
  }

  CalicoRemoval(Api api, Duration pause, Duration limit) {
    this.api = api;
    this.awaiting = new Awaiting(pause, limit);
  }

  /**
   * Removes it, if it is there.
   *
   * @param object as it was listed
   * @throws RestitchException {@code TRANSIENT}, naming what holds it, if it is not gone after a
   *     minute
   */
  public void remove(String object) {
    String kind = object.substring(0, object.indexOf('/'));
    String rest = object.substring(object.indexOf('/') + 1);
    switch (kind) {
      case "CustomResourceDefinition" -> definition(CRDS + rest, object);
      case "Namespace" -> delete(NAMESPACES + rest, object, "Background");
      case "operator.tigera.io" -> delete("/apis/" + object, object, "Background");
      default -> {
        String waits = kind.equals("Deployment") ? "Foreground" : "Background";
        List<String> paths = NamedObjects.paths(object);
        if (paths.isEmpty()) {
          collected(object);
        }
        paths.forEach(path -> delete(path, object, waits));
      }
    }
  }

  /**
   * A role that the operator made goes with the operator's own objects, which own it: the garbage
   * collector's work. Under names that nobody knows beforehand no right to delete can be given.
   */
  private void collected(String object) {
    String list = Roles.only(object);
    awaiting.until(
        () -> api.require(Call.metadata(list, object)).json().path("items").isEmpty(),
        () ->
            new RestitchException(
                ErrorCode.TRANSIENT,
                object + " is not gone yet: its owner is, and it was not collected",
                "look at kube-controller-manager, or 'kubectl delete " + object + "'"));
  }

  private void delete(String path, String subject, String propagation) {
    untilGone(path, subject, propagation, () -> {});
  }

  /** Its objects go with it; those that are held by a finalizer of Calico's are let go. */
  private void definition(String path, String subject) {
    Optional<JsonNode> found = get(path, subject);
    if (found.isPresent()) {
      Optional<String> list = Resource.defined(found.get()).map(Resource::path);
      untilGone(path, subject, "Background", () -> list.ifPresent(this::letGo));
    }
  }

  /** Takes Calico's finalizers off whatever in this list is being deleted. */
  private void letGo(String list) {
    api.ifThere(Call.metadata(list, list)).map(Answer::json).stream()
        .flatMap(all -> all.path("items").valueStream())
        .filter(o -> o.at("/metadata").has("deletionTimestamp"))
        .forEach(o -> {
          String namespace = o.at("/metadata/namespace").asString("");
          String name = o.at("/metadata/name").asString();
          String path =
              !namespace.isEmpty()
                  ? list.replaceFirst("(/[^/]+)$", "/namespaces/" + namespace + "$1") + "/" + name
                  : list + "/" + name;
          release(path, path, o);
        });
  }

  /** Takes Calico's finalizers off; those of others stay. */
  private void release(String path, String subject, JsonNode object) {
    List<String> all = finalizers(object);
    List<String> others =
        all.stream().filter(f -> FINALIZERS.stream().noneMatch(f::startsWith)).toList();
    if (others.size() < all.size()) {
      api.ifThere(
          Call.merge(path, Json.write(Map.of("metadata", Map.of("finalizers", others))), subject));
    }
  }

  private static List<String> finalizers(JsonNode object) {
    return object.at("/metadata/finalizers").valueStream().map(f -> f.asString("")).toList();
  }

  private void untilGone(String path, String subject, String propagation, Runnable meanwhile) {
    Optional<JsonNode> there = get(path, subject);
    if (there.isPresent()) {
      String uid = uid(there.get());
      release(path, subject, there.get());
      askToGo(path, subject, Json.write(Map.of("propagationPolicy", propagation)));
      awaiting.until(
          () -> {
            // Made again under that name, as the API server does with an APIService where there are
            // definitions: whether that is Calico's is for the next list to say.
            Optional<JsonNode> left = get(path, subject).filter(o -> uid(o).equals(uid));
            left.ifPresent(object -> release(path, subject, object));
            meanwhile.run();
            return left.isEmpty();
          },
          () -> held(subject, path));
    }
  }

  private static String uid(JsonNode object) {
    return object.at("/metadata/uid").asString("");
  }

  private Optional<JsonNode> get(String path, String subject) {
    return api.ifThere(Call.get(path, subject)).map(Answer::json);
  }

  /** One that waits for its pods to go has a finalizer of the garbage collector's. */
  private void askToGo(String path, String subject, String options) {
    Call delete = Call.delete(path, options, subject);
    Answer answer = api.send(delete);
    // 409: a namespace that is being removed already.
    if (!answer.ok() && answer.code() != 404 && answer.code() != 409) {
      throw Problems.of(answer, delete);
    }
  }

  private RestitchException held(String subject, String path) {
    JsonNode object = get(path, subject).orElse(Json.tree("{}"));
    String conditions =
        object
            .at("/status/conditions")
            .valueStream()
            .filter(c -> c.path("status").asString("").equals("True"))
            .map(c -> c.path("message").asString(""))
            .filter(m -> !m.isEmpty())
            .reduce((a, b) -> a + "; " + b)
            .orElse("");
    List<String> finalizers = finalizers(object);
    String why = finalizers.isEmpty() ? conditions : "finalizers " + String.join(", ", finalizers);
    return new RestitchException(
        ErrorCode.TRANSIENT,
        subject + " is not gone yet" + (why.isEmpty() ? "" : ": " + why),
        "end what holds it; see 'kubectl get -o yaml --raw " + path + "'");
  }
}
