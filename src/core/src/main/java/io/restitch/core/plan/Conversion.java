package io.restitch.core.plan;

import io.restitch.core.net.Cidr;

/**
 * A control-plane machine that is to be converted in place.
 *
 * @param nodeName its Node
 * @param podCidr the pod CIDR it gets
 * @param address where its machine is reached: the Node's InternalIP when the plan was made
 * @param machineId its machine, or empty if the provider does not know it
 */
public record Conversion(String nodeName, Cidr podCidr, String address, String machineId) {}
