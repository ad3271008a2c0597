package io.restitch.cluster.objects;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Looks what there is of Calico, by what it is and never by how it is called alone:
 *
 * <ol>
 *   <li>what its manifests create ({@link NamedObjects});
 *   <li>definitions of kinds in its API groups; what is of these kinds goes with them;
 *   <li>the operator's own objects, and roles that name one of them as their owner;
 *   <li>its namespaces, unless somebody else keeps something in one.
 * </ol>
 *
 * <p>Definitions that Calico's manifests bring along and others use too stay ({@code
 * policy.networking.k8s.io}).
 */
public final class CalicoInventory {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  /** API groups whose definitions are Calico's. */
  public static final List<String> GROUPS =
      Stream.concat(CalicoGroups.ALL.stream(), Stream.of("migration.projectcalico.org")).toList();

  private static final String CANALS = "ClusterRole/flannel";

  /** What belongs to Calico and has no owner. */
  private static final Set<String> PLAIN =
      Set.of("ConfigMap/active-operator", "ConfigMap/kubernetes-services-endpoint");

  private final Api api;

  public CalicoInventory(Api api) {
    this.api = api;
  }

  /**
   * What was found.
   *
   * @param objects what goes, as {@link io.restitch.core.fact.CalicoLeft} has it
   * @param staying what stays, and why
   */
  public record Found(SortedSet<String> objects, SortedMap<String, String> staying) {
    public Found {
      objects = Collections.unmodifiableSortedSet(objects);
      staying = Collections.unmodifiableSortedMap(staying);
    }

    /** What goes with one of the objects and is in no copy. */
    public SortedMap<String, String> uncopied() {
      SortedMap<String, String> uncopied = new TreeMap<>();
      for (String object : objects) {
        if (object.startsWith("Namespace/")) {
          uncopied.put(object, "Secrets, and what else is of no kind among " + Contents.kinds());
        } else if (object.startsWith(CalicoGroups.OPERATOR + "/")) {
          uncopied.put(object, "what it owns, but for roles and what is in Calico's namespaces");
        }
      }
      return uncopied;
    }
  }

  /** Looks. */
  public Found look() {
    SortedSet<String> objects = new TreeSet<>();
    SortedMap<String, String> staying = new TreeMap<>();
    for (NamedObjects named : NamedObjects.CALICO) {
      for (String namespace : named.namespaces()) {
        named.names().stream()
            .filter(name -> ours(named.path(namespace, name)))
            .forEach(name -> objects.add(named.item(namespace, name)));
      }
    }
    if (objects.contains(CANALS)) {
      notCanals().ifPresent(why -> stays(CANALS, why, objects, staying));
    }
    definitions(objects);
    operated(objects);
    namespaces(objects, staying);
    return new Found(objects, staying);
  }

  /** An APIService without a service is the API server's own, and goes with its definitions. */
  private boolean ours(String path) {
    Optional<JsonNode> found = api.ifThere(Call.get(path, path)).map(Answer::json);
    return found
        .filter(o -> !path.contains("/apiservices/") || o.at("/spec/service").isObject())
        .isPresent();
  }

  private static void stays(
      String object, String why, SortedSet<String> objects, SortedMap<String, String> staying) {
    objects.remove(object);
    staying.put(object, why);
  }

  /** Canal's ClusterRole has a name that Flannel's own manifest uses as well. */
  private Optional<String> notCanals() {
    List<String> users =
        items(Call.get(Roles.all("ClusterRoleBinding"), "ClusterRoleBindings"))
            .filter(b -> b.at("/roleRef/name").asString("").equals("flannel"))
            .filter(b -> b.at("/roleRef/kind").asString("").equals("ClusterRole"))
            .map(CalicoInventory::name)
            .toList();
    return users.stream()
        .filter(u -> !u.equals("canal-flannel"))
        .findFirst()
        .map(u -> "ClusterRoleBinding " + u + " uses it")
        .or(() ->
            users.isEmpty() ? Optional.of("nobody says that it is Canal's") : Optional.empty());
  }

  private void definitions(SortedSet<String> objects) {
    items(Call.metadata(CRDS, "CustomResourceDefinitions"))
        .map(CalicoInventory::name)
        .filter(n -> GROUPS.contains(n.substring(n.indexOf('.') + 1)))
        .forEach(n -> objects.add("CustomResourceDefinition/" + n));
  }

  private void operated(SortedSet<String> objects) {
    for (Resource resource : CalicoGroups.operators(api)) {
      items(Call.metadata(resource.path(), resource.kind()))
          .forEach(
              o -> objects.add(resource.apiVersion() + "/" + resource.resource() + "/" + name(o)));
    }
    for (String kind : List.of("ClusterRole", "ClusterRoleBinding")) {
      items(Call.metadata(Roles.all(kind), kind + "s"))
          .filter(CalicoGroups::operated)
          .forEach(o -> objects.add(kind + "/" + name(o)));
    }
  }

  private void namespaces(SortedSet<String> objects, SortedMap<String, String> staying) {
    for (String namespace : NamedObjects.NAMESPACES) {
      String path = "/api/v1/namespaces/" + namespace;
      if (api.ifThere(Call.get(path, path)).isPresent()) {
        Optional<String> foreign = foreign(namespace, objects);
        if (foreign.isEmpty()) {
          objects.add("Namespace/" + namespace);
        } else {
          staying.put("Namespace/" + namespace, foreign.get() + " is not Calico's");
        }
      }
    }
  }

  /** Something in this namespace that neither Calico's manifests nor its operator made. */
  private Optional<String> foreign(String namespace, SortedSet<String> objects) {
    return Contents.ALL.stream()
        .filter(Contents::kept)
        .flatMap(c ->
            items(Call.metadata(c.path(namespace), c.kind()))
                .filter(o -> !owned(o))
                .map(CalicoInventory::name)
                .filter(n -> !PLAIN.contains(c.kind() + "/" + n))
                .filter(n -> !Contents.EVERYWHERE.contains(c.kind() + "/" + n))
                .filter(n -> !objects.contains(NamedObjects.item(c.kind(), namespace, n)))
                .map(n -> c.kind() + " " + n))
        .findFirst();
  }

  /** Whatever has an owner goes with it. */
  private static boolean owned(JsonNode object) {
    return !object.at("/metadata/ownerReferences").isEmpty();
  }

  private Stream<JsonNode> items(Call list) {
    return api.ifThere(list).map(Answer::json).stream()
        .flatMap(all -> all.path("items").valueStream());
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asString("");
  }
}
