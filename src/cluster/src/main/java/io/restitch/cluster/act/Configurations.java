package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.KubeletFact.Unread;
import io.restitch.core.fact.KubeletFact.Which;
import io.restitch.core.kubelet.KubeletSetting;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks kubelets how they are set up: {@code /configz}, through the API server, which has no smaller
 * right for it than {@code nodes/proxy} (kubernetes.io, "Kubelet authentication/authorization").
 * One request, and ten seconds for it: the API server itself would wait much longer for a kubelet
 * that does not answer.
 */
final class Configurations {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LONGEST = 200;

  private final Api api;
  private final InstantSource clock;
  private final Duration limit;

  Configurations(Api api, InstantSource clock) {
    this(api, clock, LIMIT);
  }

  /**
   * @param limit of one request
   */
  Configurations(Api api, InstantSource clock, Duration limit) {
    this.api = api;
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * What a kubelet says, or why it does not.
   *
   * @throws RestitchException if it is the API server that does not answer, or does not know us
   */
  KubeletFact read(Which kubelet) {
    Call call =
        Call.get(
            "/api/v1/nodes/" + kubelet.node() + "/proxy/configz",
            "configuration of the kubelet on " + kubelet.node());
    try {
      Answer answer = api.send(call, limit);
      JsonNode configuration = answer.json().path("kubeletconfig");
      return answer.ok() && configuration.isObject()
          ? new KubeletFact(kubelet, settings(configuration), null, clock.instant())
          : unread(kubelet, "http-" + answer.code(), words(answer));
    } catch (RestitchException e) {
      if (e.code() != ErrorCode.TRANSIENT || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return unread(kubelet, "no-answer", "no answer in " + limit.toSeconds() + " s");
    }
  }

  private KubeletFact unread(Which kubelet, String code, String reason) {
    return new KubeletFact(kubelet, new TreeMap<>(), new Unread(code, reason), clock.instant());
  }

  /** For people; kubelets answer in plain text, and not always in one line. */
  private static String words(Answer answer) {
    String cause =
        switch (answer.code()) {
          case 200 -> "what it says at /configz is not its configuration";
          case 401, 403 -> "it is forbidden";
          case 404, 405 -> "it does not serve /configz (enableDebuggingHandlers may be off)";
          case 502, 503, 504 -> "the API server does not reach it";
          default -> "it answers";
        };
    String said =
        answer.message().equals("HTTP " + answer.code()) ? answer.body() : answer.message();
    String line = said.strip().replaceAll("\\s+", " ");
    String shown = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    return cause
        + " (HTTP "
        + answer.code()
        + (shown.isEmpty() || answer.ok() ? "" : ": " + shown)
        + ")";
  }

  /** What is looked at of a KubeletConfiguration. */
  static SortedMap<String, String> settings(JsonNode configuration) {
    SortedMap<String, String> settings = new TreeMap<>();
    String id = canonical(configuration.path(KubeletFact.PROVIDER_ID));
    if (id != null) {
      settings.put(KubeletFact.PROVIDER_ID, id);
    }
    for (KubeletSetting setting : KubeletSetting.values()) {
      JsonNode value = configuration;
      for (String name : setting.path().split("\\.")) {
        value = value.path(name);
      }
      String text = canonical(value);
      if (text != null) {
        settings.put(setting.path(), text);
      }
    }
    return settings;
  }

  /** As JSON, names sorted; null for what is unset. An empty list or table is as good as none. */
  private static @Nullable String canonical(JsonNode value) {
    boolean unset =
        value.isMissingNode()
            || value.isNull()
            || (value.isContainer() && value.isEmpty())
            || (value.isString() && value.asString().isEmpty());
    if (unset) {
      return null;
    }
    if (!value.isObject()) {
      return value.toString();
    }
    SortedMap<String, String> fields = new TreeMap<>();
    value.properties().forEach(f -> fields.put(f.getKey(), f.getValue().toString()));
    StringBuilder text = new StringBuilder();
    fields.forEach((name, field) ->
        text.append(text.isEmpty() ? "" : ", ").append(name).append(": ").append(field));
    return "{" + text + "}";
  }
}
