package io.restitch.cluster.api;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Names what went wrong in a call, and the way out. */
public final class Problems {
  private Problems() {}

  /** The failure that an answer means. */
  public static RestitchException of(Answer answer, Call call) {
    String what = "cannot " + verb(call) + " " + call.subject() + ": " + answer.message();
    return switch (answer.code()) {
      case 401 ->
          new RestitchException(
              ErrorCode.UNAUTHORIZED,
              what + " (the credentials are unknown or have expired)",
              "log in again, so that 'kubectl get nodes' works, then repeat the command");
      case 403 ->
          new RestitchException(
              ErrorCode.FORBIDDEN,
              what,
              "give this user the rights that 'restitch render access restitch' prints");
      case 404 -> new RestitchException(ErrorCode.NOT_FOUND, what, "");
      case 409 -> new RestitchException(ErrorCode.CONFLICT, what, "");
      case 410, 429, 500, 502, 503, 504 -> new RestitchException(ErrorCode.TRANSIENT, what, "");
      case 400, 413, 422 -> new RestitchException(ErrorCode.INTERNAL, what, "");
      default -> new RestitchException(ErrorCode.INTERNAL, what, "");
    };
  }

  /** The failure of a call that got no answer. */
  public static RestitchException noAnswer(Throwable failure, Call call, String server) {
    Throwable root = root(failure);
    String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String what = "cannot " + verb(call) + " " + call.subject() + " at " + server + ": " + reason;
    if (isAny(failure, ConnectException.class)
        || isAny(failure, UnknownHostException.class)
        || isAny(failure, HttpConnectTimeoutException.class)) {
      return new RestitchException(
          ErrorCode.UNREACHABLE,
          "the API server " + server + " cannot be reached: " + words(root, reason),
          "check the network and the kubeconfig's server; 'kubectl get nodes' must work",
          failure);
    }
    if (isAny(failure, SSLException.class) || isAny(failure, GeneralSecurityException.class)) {
      return new RestitchException(
          ErrorCode.UNREACHABLE,
          "the API server " + server + " is not the one the kubeconfig trusts: " + reason,
          "check certificate-authority in the kubeconfig",
          failure);
    }
    ErrorCode code =
        root instanceof IOException || root instanceof TimeoutException
            ? ErrorCode.TRANSIENT
            : ErrorCode.INTERNAL;
    return new RestitchException(code, what, "", failure);
  }

  private static String words(Throwable root, String reason) {
    if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
      return "its name cannot be resolved";
    }
    return root.getMessage() == null ? "connection refused" : reason;
  }

  private static String verb(Call call) {
    return switch (call.method()) {
      case "GET" -> "read";
      case "POST" -> "create";
      case "DELETE" -> "delete";
      default -> "change";
    };
  }

  private static boolean isAny(Throwable failure, Class<? extends Throwable> kind) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    return root;
  }
}
