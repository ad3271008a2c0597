package io.restitch.core.phases;

import io.restitch.core.drain.DrainRules;
import io.restitch.core.fact.PodFact;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is worth knowing at the end, and stands in nobody's way: pods that nothing would make again,
 * and pods that hang on the machine they run on.
 */
public final class Remarks {
  private Remarks() {}

  /** One for each workload and kind. */
  public static List<Verdict> of(View view) {
    Map<String, Set<String>> lone = new TreeMap<>();
    Map<String, Set<String>> paths = new TreeMap<>();
    Map<String, Set<String>> volumes = new TreeMap<>();
    Settings settings = view.plan().settings();
    for (PodFact pod : view.world().workloads().pods().all()) {
      List<String> codes = DrainRules.consents(pod, settings);
      if (codes.contains(Consent.LONE_PODS)) {
        note(lone, pod);
      }
      if (codes.contains(Consent.LOCAL_VOLUMES)) {
        note(volumes, pod);
      }
      if (!pod.spec().storage().hostPath().isEmpty() && moves(pod)) {
        note(paths, pod);
      }
    }
    List<Verdict> remarks = new ArrayList<>();
    lone.forEach(
        (w, on) -> remarks.add(remark("lone-pod", w, "nothing makes it again if it goes", on)));
    paths.forEach((w, on) ->
        remarks.add(remark("host-path", w, "it mounts a path of the machine it runs on", on)));
    volumes.forEach((w, on) ->
        remarks.add(remark("local-volume", w, "its volume is on the machine it runs on", on)));
    return remarks;
  }

  /** DaemonSets and static pods belong to their machine. */
  private static boolean moves(PodFact pod) {
    return !pod.ownedBy("DaemonSet") && !pod.mirror() && !pod.terminal();
  }

  private static void note(Map<String, Set<String>> what, PodFact pod) {
    Set<String> nodes = what.computeIfAbsent(pod.workload(), w -> new TreeSet<>());
    if (pod.bound()) {
      nodes.add(pod.nodeName());
    }
  }

  private static Verdict remark(String code, String workload, String message, Set<String> nodes) {
    String on = nodes.isEmpty() ? "" : ": " + String.join(", ", nodes);
    return new Verdict(Level.WARN, code, workload, message + on, "");
  }
}
