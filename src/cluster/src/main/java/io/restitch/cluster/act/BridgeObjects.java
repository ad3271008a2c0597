package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.fact.BridgeView;
import io.restitch.core.Names;
import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgePins;
import io.restitch.core.bridge.BridgePins.Who;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.plan.BridgeSpec;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.BridgeManifest;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bridge's agents, and what they are told. What is told is only ever followed by what was
 * derived from it: a map of a later generation is never overwritten.
 */
public final class BridgeObjects {
  private static final String ALL_MAPS = "/api/v1/namespaces/" + Names.SYSTEM + "/configmaps";
  private static final String MAPS = ALL_MAPS + "/";
  private static final String SET =
      "/apis/apps/v1/namespaces/" + Names.SYSTEM + "/daemonsets/" + BridgeView.AGENTS;

  /** Less than etcd takes, with room for what the API server adds (1 MiB for all of its data). */
  private static final int LARGEST = 1_000_000;

  private final Api api;
  private final Nudges nudges;

  public BridgeObjects(Api api) {
    this.api = api;
    this.nudges = new Nudges(api);
  }

  /** Installs the agents; they wait until they are told of nodes. */
  public void install(BridgeSpec spec) {
    Manifests.objects(BridgeManifest.of(spec)).forEach(object -> Manifests.apply(api, object));
  }

  /**
   * Tells the agents of these nodes.
   *
   * @throws RestitchException {@code TRANSIENT} if they were told of others meanwhile, {@code
   *     BLOCKED} if the nodes and their ranges do not fit into one ConfigMap
   */
  public void tell(BridgeMap map) {
    String text = BridgeText.of(map);
    if (text.length() > LARGEST) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "the bridge's map of %d nodes is too large for a ConfigMap: %d bytes"
              .formatted(map.peers().size(), text.length()),
          "Calico gave its nodes very many blocks: raise the pool's blockSize for new ones, and"
              + " free what is unused (calicoctl ipam)");
    }
    Optional<JsonNode> found = found(BridgeView.MAP);
    long there = found.flatMap(f -> BridgeView.map(text(f))).map(BridgeMap::generation).orElse(0L);
    if (there >= map.generation()) {
      if (text.equals(found.map(BridgeObjects::text).orElse(""))) {
        return;
      }
      throw new RestitchException(
          ErrorCode.TRANSIENT, "the bridge's agents were told something else meanwhile", "");
    }
    write(BridgeView.MAP, text, found);
    nudges.all("map-" + map.generation());
  }

  /** Pins a node; those who must know are told at once. */
  public void pin(String node, Who who) {
    Optional<JsonNode> found = found(BridgeView.PINS);
    BridgePins before = pins(found);
    BridgePins after = before.with(node, who);
    if (!after.equals(before)) {
      write(BridgeView.PINS, BridgeText.of(after), found);
    }
    String told = "pins-" + after.generation();
    if (who == Who.EVERYONE) {
      nudges.all(told);
    } else {
      nudges.node(node, told);
    }
  }

  /** Unpins a node. Nobody has to know at once: its ranges stay reachable over the bridge. */
  public void unpin(String node) {
    Optional<JsonNode> found = found(BridgeView.PINS);
    BridgePins before = pins(found);
    BridgePins after = before.without(node);
    if (!after.equals(before)) {
      write(BridgeView.PINS, BridgeText.of(after), found);
      if (before.of(node).filter(p -> p.who() == Who.EVERYONE).isPresent()) {
        nudges.all("pins-" + after.generation());
      }
    }
  }

  /** Removes the agents, and what they were told. */
  public void remove() {
    api.ifThere(Call.delete(SET, "{}", "DaemonSet " + BridgeView.AGENTS));
    for (String name : List.of(BridgeView.MAP, BridgeView.PINS, BridgeView.AGENTS + "-agent")) {
      api.ifThere(Call.delete(MAPS + name, "{}", "ConfigMap " + name));
    }
  }

  private Optional<JsonNode> found(String name) {
    return api.ifThere(Call.get(MAPS + name, "ConfigMap " + name)).map(Answer::json);
  }

  private static String text(JsonNode map) {
    return map.at("/data").path(BridgeView.key(map.at("/metadata/name").asString(""))).asString("");
  }

  private static BridgePins pins(Optional<JsonNode> found) {
    return found.flatMap(f -> BridgeView.pins(text(f))).orElse(BridgePins.NONE);
  }

  /**
   * Only over what was read, and made only where nothing was: of two writers the second is refused,
   * reads again, and writes what follows from the first's. Agents tell one text from another by its
   * generation alone.
   *
   * @throws RestitchException {@code CONFLICT} if somebody else was first
   */
  private void write(String name, String text, Optional<JsonNode> over) {
    ObjectNode object = (ObjectNode) Json.tree("{}");
    object.put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata = object.withObject("/metadata");
    metadata.put("name", name).put("namespace", Names.SYSTEM);
    metadata.withObject("/labels").put(Names.PART, Names.PART_BRIDGE);
    over.ifPresent(
        o -> metadata.put("resourceVersion", o.at("/metadata/resourceVersion").asString("")));
    object.withObject("/data").put(BridgeView.key(name), text);
    String subject = "ConfigMap " + name;
    if (over.isEmpty()) {
      api.require(Call.post(ALL_MAPS, object.toString(), subject));
    } else {
      api.require(Call.apply(MAPS + name, object.toString(), subject));
    }
  }
}
