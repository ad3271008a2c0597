package io.restitch.core.bridge;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node's agent said last.
 *
 * @param map generation of the map that it knows; 0 if none
 * @param pins generation of the pins that it knows; 0 if none
 * @param applied whether it applied both
 * @param silent nodes that did not answer it over the bridge
 * @param alone whether all nodes that it asked answered by native routes alone
 */
public record AgentReport(
    long map, long pins, boolean applied, SortedSet<String> silent, boolean alone) {
  public AgentReport {
    silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
  }
}
