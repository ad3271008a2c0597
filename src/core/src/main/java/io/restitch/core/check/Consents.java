package io.restitch.core.check;

import io.restitch.core.drain.DrainRules;
import io.restitch.core.drain.PodVerdict;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What would be lost for good, and needs the operator's consent by name. */
final class Consents implements Check {
  private static final Map<String, String> LOSSES =
      Map.of(
          DrainRules.LONE_PODS, "have no controller: nothing makes them again",
          DrainRules.EMPTYDIR_DATA, "lose the content of their emptyDir volumes",
          DrainRules.LOCAL_VOLUMES, "are bound to volumes that stay on their machine",
          DrainRules.UNSELECTED_PODS, "are left out by the pod selector, and lost with their node");

  @Override
  public List<Verdict> look(Subject subject) {
    Map<String, List<String>> pods = new TreeMap<>();
    for (PodFact pod : subject.moving()) {
      for (String code : needed(pod, subject.settings())) {
        pods.computeIfAbsent(code, k -> new ArrayList<>()).add(pod.ref().toString());
      }
    }
    List<Verdict> found = new ArrayList<>();
    pods.forEach((code, names) ->
        found.add(
            new Verdict(
                Level.CONSENT,
                code,
                Subject.pods(names),
                Subject.few(names) + ": " + LOSSES.getOrDefault(code, ""),
                subject.settings().accepted().contains(code)
                    ? "accepted"
                    : "--accept " + code + ", or move them yourself")));
    return found;
  }

  /** All consents that one pod needs: each refusal is lifted in turn to see the next. */
  private static List<String> needed(PodFact pod, Settings settings) {
    List<String> codes = new ArrayList<>();
    Set<String> lifted = new HashSet<>();
    while (true) {
      PodVerdict verdict = DrainRules.judge(pod, settings.accepting(lifted));
      if (verdict.treatment() != PodVerdict.Treatment.REFUSE || !lifted.add(verdict.code())) {
        return codes;
      }
      codes.add(verdict.code());
    }
  }
}
