package io.restitch.cluster.act;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.BridgeView;
import io.restitch.core.Names;
import io.restitch.core.problem.RestitchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes kubelets look at what the bridge's agents are told: at mounted ConfigMaps they look about
 * once a minute, but at once when an annotation of the pod changes (kubernetes.io, "Mounted
 * ConfigMaps are updated automatically"). Whoever is missed learns of it a minute later.
 */
final class Nudges {
  private static final Logger LOG = LoggerFactory.getLogger(Nudges.class);
  private static final String PODS = "/api/v1/namespaces/" + Names.SYSTEM + "/pods";
  private static final String AGENTS = PODS + "?labelSelector=app%3D" + BridgeView.AGENTS;
  private static final int AT_A_TIME = 16;

  private final Api api;

  Nudges(Api api) {
    this.api = api;
  }

  /** Every agent. */
  void all(String told) {
    nudge(AGENTS, told);
  }

  /** The agent of one node. */
  void node(String node, String told) {
    nudge(AGENTS + "&fieldSelector=spec.nodeName%3D" + node, told);
  }

  private void nudge(String which, String told) {
    String body = Json.write(Map.of("metadata", Map.of("annotations", Map.of(Names.TOLD, told))));
    List<String> names = new ArrayList<>();
    api.require(Call.get(which, "the bridge's agents"))
        .json()
        .path("items")
        .forEach(pod -> names.add(pod.at("/metadata/name").asString()));
    try (ExecutorService few =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      names.forEach(name -> few.execute(() -> one(name, body)));
    }
  }

  private void one(String name, String body) {
    try {
      api.ifThere(Call.merge(PODS + "/" + name, body, "pod " + name));
    } catch (RestitchException missed) {
      LOG.debug("pod {} was not told at once: {}", name, missed.getMessage());
    }
  }
}
