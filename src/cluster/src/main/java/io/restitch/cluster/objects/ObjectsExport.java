package io.restitch.cluster.objects;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.objects.CalicoGroups.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes Calico's and restitch's own objects as one YAML file:
 *
 * <ol>
 *   <li>every object of a kind that Calico defines, and the kind's definition;
 *   <li>what its installation is made of ({@link NamedObjects});
 *   <li>restitch's record and ConfigMaps: the plan, and what else it keeps.
 * </ol>
 *
 * <p>Secrets are not among them. Large kinds are read a page at a time.
 */
public final class ObjectsExport {
  /** Calico's API groups. */
  public static final List<String> GROUPS = CalicoGroups.ALL;

  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final List<Resource> OURS =
      List.of(
          new Resource(
              "restitch.io", "v1alpha1", "Migration", "namespaces/restitch-system/migrations"));
  private static final String OUR_MAPS = "/api/v1/namespaces/restitch-system/configmaps";
  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;

  private final Api api;

  public ObjectsExport(Api api) {
    this.api = api;
  }

  /**
   * Writes them all.
   *
   * @throws io.restitch.core.problem.RestitchException if one cannot be read
   * @throws IOException if they cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    for (Resource resource : CalicoGroups.served(api)) {
      one(CRDS + resource.resource() + "." + resource.group(), out);
      all(resource.path(), resource.apiVersion(), resource.kind(), out);
    }
    for (NamedObjects named : NamedObjects.CALICO) {
      for (String namespace : named.namespaces()) {
        for (String name : named.names()) {
          one(named.path(namespace, name), out);
        }
      }
    }
    for (Resource resource : OURS) {
      all(resource.path(), resource.apiVersion(), resource.kind(), out);
    }
    all(OUR_MAPS, "v1", "ConfigMap", out);
  }

  private void one(String path, OutputStream out) throws IOException {
    Optional<Answer> found = api.ifThere(Call.get(path, path));
    if (found.isPresent()) {
      Document.write(found.get().json(), out);
    }
  }

  /** A list that takes so long that its pages expire goes on without the consistency of one. */
  private void all(String path, String apiVersion, String kind, OutputStream out)
      throws IOException {
    String next = "";
    do {
      Call call = Call.get(path + "?limit=500" + next, path);
      Answer answer = api.send(call);
      if (answer.code() == NOT_FOUND) {
        return;
      }
      JsonNode list = answer.json();
      if (answer.code() != GONE && !answer.ok()) {
        throw Problems.of(answer, call);
      }
      for (JsonNode item : list.path("items")) {
        ((ObjectNode) item).put("apiVersion", apiVersion).put("kind", kind);
        Document.write(item, out);
      }
      String token = list.at("/metadata/continue").asString("");
      if (answer.code() == GONE && token.isEmpty()) {
        throw Problems.of(answer, call);
      }
      next = token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    } while (!next.isEmpty());
  }
}
