package io.restitch.core.fact;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a kubelet is set up, as it says itself.
 *
 * @param which which kubelet, since which boot
 * @param settings its settings by name ({@code maxPods}), as JSON: those that are compared, and
 *     {@link #PROVIDER_ID}; what is unset is left out
 * @param unread why they could not be read; null if they could
 * @param at when it was asked
 */
public record KubeletFact(
    Which which, SortedMap<String, String> settings, @Nullable Unread unread, Instant at) {
  /** The provider id that it was told, if it was. Another one on each machine: never compared. */
  public static final String PROVIDER_ID = "providerID";

  public KubeletFact {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /**
   * One kubelet.
   *
   * @param node its node
   * @param uid UID of its Node
   * @param boot {@code bootID} of its machine
   */
  public record Which(String node, String uid, String boot) {
    /** The kubelet of a Node, since its last boot. */
    public static Which of(NodeFact node) {
      return new Which(node.name(), node.uid(), node.status().nodeInfo().bootId());
    }
  }

  /**
   * Why a kubelet's settings are not known.
   *
   * @param code a word that is the same for the same cause on all nodes, such as {@code http-404}
   * @param reason for people
   */
  public record Unread(String code, String reason) {}

  /** Why its settings are not known, if they are not. */
  public Optional<Unread> problem() {
    return Optional.ofNullable(unread);
  }
}
