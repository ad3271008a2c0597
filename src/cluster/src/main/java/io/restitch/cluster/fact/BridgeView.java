package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.bridge.AgentReport;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.fact.BridgeFact;
import io.restitch.core.fact.PodFact;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge, put together from its DaemonSet, its agents' pods, what they are told and what they
 * say. Not thread-safe, but for {@link #unheard}.
 */
public final class BridgeView {
  /** Name of the DaemonSet, and label {@code app} of its pods. */
  public static final String AGENTS = "restitch-bridge";

  /** Name of the IPPool over the new range. */
  public static final String POOL = "restitch-no-snat";

  /** ConfigMap with the nodes. */
  public static final String MAP = AGENTS + "-map";

  /** ConfigMap with the machines in change. */
  public static final String PINS = AGENTS + "-pins";

  private static final Logger LOG = LoggerFactory.getLogger(BridgeView.class);

  private record Agent(String pod, String node, boolean ready) {}

  private final OwnDaemonSet own = new OwnDaemonSet(AGENTS);
  private final Map<String, Agent> agents = new HashMap<>();
  private final Map<String, AgentReport> said = new HashMap<>();
  private final SortedMap<String, String> unread = new TreeMap<>();
  private BridgeMap map = BridgeFact.ABSENT.map();
  private BridgePins pins = BridgePins.NONE;
  private BridgeFact.Pool pool = BridgeFact.Pool.ABSENT;
  private volatile SortedMap<String, String> unheard = new TreeMap<>();

  /** The key in one of the two ConfigMaps under which it holds its text. */
  public static String key(String name) {
    return name.equals(MAP) ? "nodes" : "pins";
  }

  /** What a text says of nodes; nothing if it is none. */
  public static Optional<BridgeMap> map(String text) {
    return read(MAP, text, BridgeText::map);
  }

  /** What a text says of machines in change; nothing if it is none. */
  public static Optional<BridgePins> pins(String text) {
    return read(PINS, text, BridgeText::pins);
  }

  private static <T> Optional<T> read(String name, String text, Function<String, T> reader) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      LOG.warn("ConfigMap {} cannot be read: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  void pod(PodFact pod) {
    if (own.runs(pod)) {
      agents.put(
          pod.ref().toString(), new Agent(pod.ref().name(), pod.nodeName(), pod.status().ready()));
    } else {
      podGone(pod.ref().toString());
    }
  }

  void podGone(String ref) {
    agents.remove(ref);
  }

  void daemonSet(String ref, DaemonSet set) {
    own.seen(ref, set);
  }

  void daemonSetGone(String ref) {
    own.gone(ref);
  }

  void pool(BridgeFact.Pool now) {
    pool = now;
  }

  void told(ConfigMap told) {
    String name = told.getMetadata().getName();
    told(name, Selectors.orEmpty(told.getData()).getOrDefault(key(name), ""));
  }

  void toldGone(String name) {
    told(name, "");
  }

  private void told(String name, String text) {
    if (name.equals(MAP)) {
      map = map(text).orElse(BridgeFact.ABSENT.map());
    } else if (name.equals(PINS)) {
      pins = pins(text).orElse(BridgePins.NONE);
    }
  }

  void heard(String node, AgentReport report) {
    said.put(node, report);
    unread.remove(node);
  }

  void unread(String node, String why) {
    unread.put(node, why);
  }

  /**
   * Agents that have something to say that is waited for: pods by node. May be asked by any thread.
   */
  public SortedMap<String, String> unheard() {
    return unheard;
  }

  BridgeFact now(boolean calicoGone) {
    SortedSet<String> ready = new TreeSet<>();
    SortedMap<String, String> pods = new TreeMap<>();
    for (Agent agent : agents.values()) {
      pods.put(agent.node(), agent.pod());
      if (agent.ready()) {
        ready.add(agent.node());
      }
    }
    said.keySet().retainAll(pods.keySet());
    BridgeFact now =
        new BridgeFact(own.installedAs(), map, pins, new TreeMap<>(said), ready, pool, unread);
    SortedSet<String> owing = now.owing(pods.keySet());
    SortedMap<String, String> ask = new TreeMap<>();
    pods.forEach((node, pod) -> {
      AgentReport report = said.get(node);
      if (report == null
          || !ready.contains(node)
          || owing.contains(node)
          || (calicoGone && !report.alone())) {
        ask.put(node, pod);
      }
    });
    unheard = ask;
    unread.keySet().retainAll(ask.keySet());
    return now.unread(unread);
  }
}
