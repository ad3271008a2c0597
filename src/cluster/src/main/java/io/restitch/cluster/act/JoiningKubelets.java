package io.restitch.cluster.act;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How kubeadm sets up each kubelet that joins: {@code kube-system/kubelet-config}. It writes {@code
 * 0s} for durations that are unset (KubeletConfiguration, {@code metav1.Duration}).
 */
public final class JoiningKubelets {
  /** The ConfigMap. */
  static final String CONFIG = "/api/v1/namespaces/kube-system/configmaps/kubelet-config";

  private static final Logger LOG = LoggerFactory.getLogger(JoiningKubelets.class);
  private static final String UNSET = "\"0s\"";

  private final Api api;

  public JoiningKubelets(Api api) {
    this.api = api;
  }

  /** Its settings, as kubelets' own are read; nothing if it is not there, or may not be read. */
  public Optional<SortedMap<String, String>> settings() {
    Call call = Call.get(CONFIG, "ConfigMap kubelet-config");
    Answer answer = api.send(call);
    if (answer.code() == 403 || answer.code() == 404) {
      return Optional.empty();
    }
    if (!answer.ok()) {
      throw Problems.of(answer, call);
    }
    String yaml = answer.json().at("/data").path("kubelet").asString("");
    try {
      Map<?, ?> read = yaml.isBlank() ? Map.of() : Serialization.unmarshal(yaml, Map.class);
      SortedMap<String, String> settings =
          new TreeMap<>(Configurations.settings(Json.tree(Json.write(read))));
      settings.values().removeIf(UNSET::equals);
      return Optional.of(settings);
    } catch (RuntimeException notYaml) {
      LOG.warn("ConfigMap kubelet-config cannot be read: {}", notYaml.getMessage());
      return Optional.empty();
    }
  }
}
