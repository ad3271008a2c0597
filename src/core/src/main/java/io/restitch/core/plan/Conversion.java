package io.restitch.core.plan;

import io.restitch.core.net.Cidr;

/**
 * A control-plane machine that is to be converted in place.
 *
 * @param nodeName its Node
 * @param podCidr the pod CIDR it gets
 * @param address where its machine is reached: the Node's InternalIP when the plan was made
 * @param machineId the machine whose volumes the provider takes snapshots of; empty if it takes
 *     none, or does not know the machine
 */
public record Conversion(String nodeName, Cidr podCidr, String address, String machineId) {}
