package io.restitch.host.ssh;

/**
 * A machine.
 *
 * @param name its Node's name
 * @param address its Node's InternalIP
 */
public record Machine(String name, String address) {}
