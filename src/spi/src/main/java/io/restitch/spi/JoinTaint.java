package io.restitch.spi;

/**
 * A taint a kubelet registers its node with.
 *
 * @param key taint key
 * @param value taint value, may be empty
 * @param effect {@code NoSchedule}, {@code PreferNoSchedule} or {@code NoExecute}
 */
public record JoinTaint(String key, String value, String effect) {}
