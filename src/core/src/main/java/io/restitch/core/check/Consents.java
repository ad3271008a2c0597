package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.drain.DrainRules;
import io.restitch.core.fact.PodFact;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What would be lost for good, and needs the operator's consent by name. */
final class Consents implements Check {
  private static final Map<String, String> LOSSES =
      Map.of(
          Consent.LONE_PODS, "have no controller: nothing makes them again",
          Consent.EMPTYDIR_DATA, "lose the content of their emptyDir volumes",
          Consent.LOCAL_VOLUMES, "are bound to volumes that stay on their machine",
          Consent.UNSELECTED_PODS, "are left out by the pod selector, and lost with their node");

  @Override
  public List<Verdict> look(Subject subject) {
    Map<String, List<String>> pods = new TreeMap<>();
    Map<String, List<String>> given = new TreeMap<>();
    for (PodFact pod : subject.moving()) {
      for (String code : DrainRules.consents(pod, subject.settings())) {
        (DrainRules.carries(pod, code) ? given : pods)
            .computeIfAbsent(code, k -> new ArrayList<>())
            .add(pod.ref().toString());
      }
    }
    List<Verdict> found = new ArrayList<>();
    given.forEach((code, names) ->
        found.add(
            Check.warn(
                code,
                Subject.pods(names) + " by its own consent",
                Subject.few(names) + ": " + LOSSES.getOrDefault(code, ""),
                "")));
    pods.forEach((code, names) ->
        found.add(
            new Verdict(
                Level.CONSENT,
                code,
                Subject.pods(names),
                Subject.few(names) + ": " + LOSSES.getOrDefault(code, ""),
                subject.settings().accepted().contains(code)
                    ? "accepted"
                    : "--accept " + code + ", or move them yourself",
                PhaseName.WORKERS_REPLACED)));
    return found;
  }
}
