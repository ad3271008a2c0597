package io.restitch.core.fact;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What machines need to join, and what their kubelets say and ask for then.
 *
 * @param tokens ids of the bootstrap tokens that machines can join with, ours and others'
 * @param requests requests for serving certificates that nobody has decided on, by name
 * @param kubelets how kubelets are set up, by node, as far as somebody looked
 */
public record Joining(
    SortedSet<String> tokens,
    PSortedMap<String, ServingRequestFact> requests,
    PSortedMap<String, KubeletFact> kubelets) {
  /** Nothing known. */
  public static final Joining UNKNOWN =
      new Joining(new TreeSet<>(), TreePMap.empty(), TreePMap.empty());

  public Joining {
    tokens = Collections.unmodifiableSortedSet(new TreeSet<>(tokens));
  }

  /** Undecided requests that concern a node. */
  public List<ServingRequestFact> requestsOf(String node) {
    return requests.values().stream().filter(r -> r.nodes().contains(node)).toList();
  }

  Joining withTokens(SortedSet<String> now) {
    return new Joining(now, requests, kubelets);
  }

  Joining withRequests(PSortedMap<String, ServingRequestFact> now) {
    return new Joining(tokens, now, kubelets);
  }

  Joining withKubelets(PSortedMap<String, KubeletFact> now) {
    return new Joining(tokens, requests, now);
  }
}
