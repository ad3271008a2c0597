package io.restitch.core.fact;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** All pods, by name and by node. Persistent: a change costs what it touches. */
public final class PodIndex {
  private static final PodIndex EMPTY = new PodIndex(TreePMap.empty(), TreePMap.empty());

  private final PSortedMap<ObjectRef, PodFact> byRef;
  private final PSortedMap<String, PSortedMap<ObjectRef, PodFact>> byNode;

  private PodIndex(
      PSortedMap<ObjectRef, PodFact> byRef,
      PSortedMap<String, PSortedMap<ObjectRef, PodFact>> byNode) {
    this.byRef = byRef;
    this.byNode = byNode;
  }

  /** No pods. */
  public static PodIndex empty() {
    return EMPTY;
  }

  /** All pods, by namespace and name. */
  public Collection<PodFact> all() {
    return byRef.values();
  }

  /** The pods bound to a node. */
  public Collection<PodFact> on(String nodeName) {
    return byNode.getOrDefault(nodeName, TreePMap.empty()).values();
  }

  /** The pod of this name. */
  public Optional<PodFact> find(ObjectRef ref) {
    return Optional.ofNullable(byRef.get(ref));
  }

  PodIndex with(PodFact pod) {
    PodIndex rest = without(pod.ref());
    PSortedMap<String, PSortedMap<ObjectRef, PodFact>> nodes = rest.byNode;
    if (pod.bound()) {
      PSortedMap<ObjectRef, PodFact> here = nodes.getOrDefault(pod.nodeName(), TreePMap.empty());
      nodes = nodes.plus(pod.nodeName(), here.plus(pod.ref(), pod));
    }
    return new PodIndex(rest.byRef.plus(pod.ref(), pod), nodes);
  }

  PodIndex without(ObjectRef ref) {
    PodFact old = byRef.get(ref);
    if (old == null) {
      return this;
    }
    PSortedMap<String, PSortedMap<ObjectRef, PodFact>> nodes = byNode;
    PSortedMap<ObjectRef, PodFact> here = nodes.get(old.nodeName());
    if (here != null) {
      PSortedMap<ObjectRef, PodFact> fewer = here.minus(ref);
      nodes = fewer.isEmpty() ? nodes.minus(old.nodeName()) : nodes.plus(old.nodeName(), fewer);
    }
    return new PodIndex(byRef.minus(ref), nodes);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof PodIndex other && byRef.equals(other.byRef) && byNode.equals(other.byNode);
  }

  @Override
  public int hashCode() {
    return byRef.hashCode();
  }
}
