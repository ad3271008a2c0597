package io.restitch.cluster.fact;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.restitch.core.fact.PodFact;
import io.restitch.core.fact.ProbesFact;
import io.restitch.core.probe.ProbeReport;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Probes, put together from their DaemonSet, their pods and what they say. Not thread-safe, but for
 * {@link #unheard}.
 */
public final class ProbesView {
  /** Name of the DaemonSet and of the ConfigMap, and label {@code app} of its pods. */
  public static final String PROBES = "restitch-probe";

  private record Probe(String pod, String node, boolean leaving) {}

  private final OwnDaemonSet own = new OwnDaemonSet(PROBES);
  private final Map<String, Probe> probes = new HashMap<>();
  private final Map<String, ProbeReport> said = new HashMap<>();
  private final SortedMap<String, String> unread = new TreeMap<>();
  private volatile SortedMap<String, String> unheard = new TreeMap<>();

  void pod(PodFact pod) {
    if (own.runs(pod)) {
      probes.put(
          pod.ref().toString(), new Probe(pod.ref().name(), pod.nodeName(), pod.terminating()));
    } else {
      podGone(pod.ref().toString());
    }
  }

  void podGone(String ref) {
    Probe gone = probes.remove(ref);
    if (gone != null) {
      said.remove(gone.node());
    }
  }

  void daemonSet(String ref, DaemonSet set) {
    own.seen(ref, set);
  }

  void daemonSetGone(String ref) {
    own.gone(ref);
  }

  void heard(String node, ProbeReport report) {
    said.put(node, report);
    unread.remove(node);
  }

  void unread(String node, String why) {
    unread.put(node, why);
  }

  /** Probes that still have something to say: pods by node. May be asked by any thread. */
  SortedMap<String, String> unheard() {
    return unheard;
  }

  ProbesFact now() {
    SortedSet<String> nodes = new TreeSet<>();
    SortedMap<String, ProbeReport> reports = new TreeMap<>();
    SortedMap<String, String> ask = new TreeMap<>();
    for (Probe probe : probes.values()) {
      nodes.add(probe.node());
      ProbeReport report = said.get(probe.node());
      if (report != null) {
        reports.put(probe.node(), report);
      }
      if (!probe.leaving() && (report == null || report.reach().left() > 0)) {
        ask.put(probe.node(), probe.pod());
      }
    }
    said.keySet().retainAll(nodes);
    unheard = own.installedAs().isEmpty() ? new TreeMap<>() : ask;
    unread.keySet().retainAll(unheard.keySet());
    return new ProbesFact(own.installedAs(), nodes, reports, unread);
  }
}
