package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.core.action.ClusterAction.DeletePod;
import io.restitch.core.action.ClusterAction.EvictPod;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.util.Map;
import java.util.TreeMap;

/** What the Eviction API is asked, and what its answers mean (k8s.io: pod/storage/eviction.go). */
final class Eviction {
  private Eviction() {}

  /** One POST with the pod's UID; never repeated by the retry layer. */
  static Call call(EvictPod action) {
    Map<String, Object> options = new TreeMap<>();
    options.put("preconditions", Map.of("uid", action.uid()));
    if (action.grace() != null) {
      options.put("gracePeriodSeconds", Math.max(1, action.grace().toSeconds()));
    }
    Map<String, Object> body = new TreeMap<>();
    body.put("apiVersion", "policy/v1");
    body.put("kind", "Eviction");
    body.put("metadata", name(action.pod()));
    body.put("deleteOptions", options);
    String subject = "eviction of pod " + action.pod();
    return Call.once(path(action.pod()) + "/eviction", Json.write(body), subject);
  }

  /** A graceful DELETE with the pod's UID and its own grace. */
  static Call call(DeletePod action) {
    return Call.delete(
        path(action.pod()),
        Json.write(
            Map.of(
                "apiVersion", "v1",
                "kind", "DeleteOptions",
                "preconditions", Map.of("uid", action.uid()))),
        "pod " + action.pod());
  }

  /**
   * Nothing, if the pod is on its way or was gone before; otherwise the failure.
   *
   * @return whether the server granted the eviction just now
   */
  static boolean granted(Answer answer, EvictPod action, Call call) {
    String pod = "pod " + action.pod();
    if (answer.ok()) {
      return true;
    }
    if (answer.message().contains("Eviction triggered evacuation")) {
      return true;
    }
    return switch (answer.code()) {
      case 404 -> false;
      case 409 -> gone(answer, call);
      case 429 -> throw refused(answer, action, pod);
      case 500 -> throw failed(answer, pod, call);
      case 403 -> throw forbidden(answer, pod, call);
      default -> throw Problems.of(answer, call);
    };
  }

  /** 409 because of the UID: another pod now has that name. Any other conflict may pass. */
  static boolean gone(Answer answer, Call call) {
    if (answer.message().contains("UID")) {
      return false;
    }
    throw Problems.of(answer, call);
  }

  private static RestitchException refused(Answer answer, EvictPod action, String pod) {
    if (answer.hasCause("DisruptionBudget") && answer.after() == null) {
      String budget = action.budget() == null ? "a disruption budget" : "" + action.budget();
      return new RestitchException(
          ErrorCode.CONFLICT,
          "evicting " + pod + " would violate PDB " + budget + ": " + details(answer),
          "wait until its pods are healthy elsewhere, or relax the budget");
    }
    String after = answer.retryAfter().map(d -> " (again in " + d.toSeconds() + " s)").orElse("");
    return new RestitchException(
        ErrorCode.TRANSIENT, "eviction of " + pod + " put off: " + answer.message() + after, "");
  }

  private static RestitchException failed(Answer answer, String pod, Call call) {
    if (answer.message().contains("more than one PodDisruptionBudget")) {
      return new RestitchException(
          ErrorCode.BLOCKED,
          pod + " is protected by more than one PodDisruptionBudget, so it cannot be evicted",
          "change the budgets' selectors so that one covers the pod, or delete the pod yourself");
    }
    return Problems.of(answer, call);
  }

  private static RestitchException forbidden(Answer answer, String pod, Call call) {
    boolean passes =
        answer.hasCause("NamespaceTerminating")
            || answer.message().contains("being terminated")
            || answer.message().contains("disruptionsAllowed")
            || answer.message().contains("DisruptedPods");
    return passes
        ? new RestitchException(
            ErrorCode.TRANSIENT, "eviction of " + pod + " put off: " + answer.message(), "")
        : Problems.of(answer, call);
  }

  private static String details(Answer answer) {
    for (var cause : answer.json().path("details").path("causes")) {
      String words = cause.path("message").asString("");
      if (!words.isEmpty()) {
        return words;
      }
    }
    return answer.message();
  }

  private static Map<String, String> name(ObjectRef ref) {
    return new TreeMap<>(Map.of("namespace", ref.namespace(), "name", ref.name()));
  }

  private static String path(ObjectRef pod) {
    return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
  }
}
