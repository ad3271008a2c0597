package io.restitch.core.plan;

/**
 * A blue node that a slot stands in for.
 *
 * @param nodeName its Node
 * @param machineId its machine, as the provider knows it
 * @param carried what goes to its green
 */
public record Source(String nodeName, String machineId, Carried carried) {}
