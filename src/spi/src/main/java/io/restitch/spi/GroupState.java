package io.restitch.spi;

/**
 * A group that owns machines.
 *
 * @param name the group's name
 * @param paused whether it leaves its members alone
 * @param detail for people: which processes, which sizes
 */
public record GroupState(String name, boolean paused, String detail) {}
