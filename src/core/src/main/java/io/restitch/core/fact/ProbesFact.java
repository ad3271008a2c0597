package io.restitch.core.fact;

import io.restitch.core.probe.ProbeReport;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Probes of the network, and what they say.
 *
 * @param installedAs what they run as ({@link io.restitch.core.probe.ProbeSpec#text}); empty if
 *     there are none
 * @param nodes nodes that still have a pod of theirs
 * @param reports what they said last, by node
 * @param unread why their logs could not be read when they were asked last, by node
 */
public record ProbesFact(
    String installedAs,
    SortedSet<String> nodes,
    SortedMap<String, ProbeReport> reports,
    SortedMap<String, String> unread) {
  /** No probes. */
  public static final ProbesFact ABSENT = new ProbesFact("", new TreeSet<>(), new TreeMap<>());

  public ProbesFact {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
    unread = Collections.unmodifiableSortedMap(new TreeMap<>(unread));
  }

  /** Probes whose logs can be read. */
  public ProbesFact(
      String installedAs, SortedSet<String> nodes, SortedMap<String, ProbeReport> reports) {
    this(installedAs, nodes, reports, new TreeMap<>());
  }

  /** Whether they are asked to run. */
  public boolean installed() {
    return !installedAs.isEmpty();
  }

  /** Whether anything of them is there. */
  public boolean remains() {
    return installed() || !nodes.isEmpty();
  }
}
