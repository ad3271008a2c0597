package io.restitch.core.plan;

import io.restitch.core.Fingerprint;
import io.restitch.core.fact.Taint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a node goes to the node that stands in for it: everything that people or tools have put
 * there, nothing that belongs to a pod network, a cloud or the kubelet.
 *
 * @param labels labels
 * @param annotations annotations
 * @param taints taints, sorted
 */
public record Carried(
    Map<String, String> labels, Map<String, String> annotations, List<Taint> taints) {
  /** Nothing. */
  public static final Carried NOTHING = new Carried(Map.of(), Map.of(), List.of());

  public Carried {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    taints = taints.stream().sorted().toList();
  }

  /**
   * Eight digits that tell whether people have changed something since: labels, taints, and which
   * annotations there are. Values of annotations change by themselves on some clusters.
   */
  public String digest() {
    return Fingerprint.of(labels + " " + taints + " " + annotations.keySet());
  }
}
