package io.restitch.cluster;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.core.plan.Settings;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server whether it would let us (SelfSubjectAccessReview): before anything is
 * changed, and when a call was forbidden, to name everything that is missing at once.
 */
public final class Permissions {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  /**
   * An API server lets one connection ask 250 things at once (http2-max-streams-per-connection).
   */
  private static final int AT_A_TIME = 32;

  private static final String WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String TO_READ = "restitch-viewer";
  private static final String TO_APPLY = "restitch";

  private static final int IN_A_LINE = 6;

  private final Api api;

  public Permissions(Api api) {
    this.api = api;
  }

  /** The user that the API server takes us for; empty if it does not say. */
  String user() {
    String body =
        Json.write(Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"));
    Answer answer = api.send(Call.post(WHO_AM_I, body, "review of who we are"));
    return answer.ok() ? answer.json().at("/status/userInfo/username").asString("") : "";
  }

  /** Which of these we do not have, in their order. */
  public List<Right> missing(List<Right> wanted) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
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
   * Fails unless we may carry out a plan with these settings.
   *
   * @throws RestitchException {@code FORBIDDEN}, listing every missing right
   */
  public void requireToApply(Settings settings) {
    List<Right> missing = missing(Rights.of(settings.workers().join(), settings.enforcing()));
    if (!missing.isEmpty()) {
      throw forbidden(missing, TO_APPLY, null);
    }
  }

  /** Makes a call that only reads; if it is forbidden, says all that is missing to read. */
  <T> T reading(Supplier<T> call) {
    return explained(call, Rights.toRead(), TO_READ);
  }

  /** Makes a call that changes something; if it is forbidden, says all that is missing to apply. */
  <T> T changing(Supplier<T> call) {
    return explained(
        call,
        Stream.concat(Rights.toRead().stream(), Rights.toApply().stream()).toList(),
        TO_APPLY);
  }

  /** Makes what machines join by; if it is forbidden, says all that is missing for that too. */
  <T> T joining(Settings.Join join, Supplier<T> call) {
    return explained(call, Rights.of(join, false), TO_APPLY);
  }

  private <T> T explained(Supplier<T> call, List<Right> wanted, String role) {
    try {
      return call.get();
    } catch (RestitchException e) {
      if (e.code() != ErrorCode.FORBIDDEN) {
        throw e;
      }
      List<Right> missing = missingIfTold(wanted);
      throw missing.isEmpty() ? e : forbidden(missing, role, e);
    }
  }

  private List<Right> missingIfTold(List<Right> wanted) {
    try {
      return missing(wanted);
    } catch (RestitchException notTold) {
      return List.of();
    }
  }

  private static RestitchException forbidden(
      List<Right> missing, String role, @Nullable Throwable cause) {
    return new RestitchException(
        ErrorCode.FORBIDDEN,
        "this user may not: "
            + missing.stream()
                .map(Right::toString)
                .collect(Collectors.joining(missing.size() > IN_A_LINE ? ",\n  " : ", ")),
        "let an administrator apply what 'restitch render access "
            + role
            + "' prints, and bind it to this user",
        cause);
  }

  private boolean has(Right right) {
    String[] resource = right.resource().split("/", 2);
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("verb", right.verb());
    attributes.put("group", right.group());
    attributes.put("resource", resource[0]);
    attributes.put("subresource", resource.length > 1 ? resource[1] : "");
    attributes.put("namespace", right.namespace());
    attributes.put("name", right.name());
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
