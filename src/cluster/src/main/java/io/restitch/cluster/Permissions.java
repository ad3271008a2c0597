package io.restitch.cluster;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Asks the API server, before anything is done, whether it would let us (SelfSubjectAccessReview).
 */
public final class Permissions {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private final Api api;

  public Permissions(Api api) {
    this.api = api;
  }

  /** Which of these we do not have, in their order. */
  public List<Right> missing(List<Right> wanted) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> asked = new ArrayList<>();
      wanted.forEach(right -> asked.add(threads.submit(() -> has(right))));
      List<Right> missing = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        if (!asked.get(i).get()) {
          missing.add(wanted.get(i));
        }
      }
      return missing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(
          ErrorCode.TRANSIENT, "interrupted while asking for rights", "", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RestitchException problem) {
        throw problem;
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * Fails unless we have all of these.
   *
   * @throws RestitchException {@code FORBIDDEN}, listing every missing right
   */
  public void require(List<Right> wanted) {
    List<Right> missing = missing(wanted);
    if (!missing.isEmpty()) {
      throw new RestitchException(
          ErrorCode.FORBIDDEN,
          "this user may not: "
              + missing.stream().map(Right::toString).collect(Collectors.joining(", ")),
          "let an administrator bind templates/access/clusterrole.yaml to this user");
    }
  }

  private boolean has(Right right) {
    String[] resource = right.resource().split("/", 2);
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("verb", right.verb());
    attributes.put("group", right.group());
    attributes.put("resource", resource[0]);
    attributes.put("subresource", resource.length > 1 ? resource[1] : "");
    attributes.put("namespace", right.namespace());
    String body =
        Json.write(
            Map.of(
                "apiVersion", "authorization.k8s.io/v1",
                "kind", "SelfSubjectAccessReview",
                "spec", Map.of("resourceAttributes", attributes)));
    return api.require(Call.post(REVIEWS, body, "access review for " + right))
        .json()
        .at("/status/allowed")
        .asBoolean(false);
  }
}
