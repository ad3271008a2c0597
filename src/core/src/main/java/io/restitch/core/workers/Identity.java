package io.restitch.core.workers;

import io.restitch.core.fact.NodeFact;
import io.restitch.spi.Machine;

/**
 * Whether a Node is the one that runs on a machine: by provider id, or else by address. A name
 * alone proves nothing, since any machine may register under any.
 */
enum Identity {
  /** One of the two is the same. */
  PROVED,
  /** There is nothing to compare: the provider, or the Node, does not say. */
  UNKNOWN,
  /** Both say, and not the same. */
  REFUTED;

  static Identity of(NodeFact node, Machine machine) {
    String id = node.spec().providerId();
    if (!id.isEmpty() && !machine.providerId().isEmpty()) {
      return id.equals(machine.providerId()) ? PROVED : REFUTED;
    }
    if (machine.addresses().isEmpty() || node.status().addresses().isEmpty()) {
      return UNKNOWN;
    }
    return node.status().addresses().stream().anyMatch(machine.addresses()::contains)
        ? PROVED
        : REFUTED;
  }

  /** Whether nothing speaks against it: enough to go carefully, not enough to trust. */
  boolean possible() {
    return this != REFUTED;
  }
}
