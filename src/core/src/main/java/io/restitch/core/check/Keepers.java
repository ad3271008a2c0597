package io.restitch.core.check;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.fact.Keeper;
import io.restitch.core.fact.TouchedFact;
import io.restitch.core.verdict.Consent;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nobody takes away what restitch changes on other people's objects. Who acts by himself has to be
 * suspended, by the operator's word; of who acts only when he is run, it is told.
 */
final class Keepers implements Check {
  @Override
  public List<Verdict> look(Subject subject) {
    Map<Keeper, List<TouchedFact>> kept = new TreeMap<>();
    for (TouchedFact touched : subject.world().fabrics().touched()) {
      if (subject.ours(touched.part().phase())) {
        touched
            .keepers()
            .forEach(k -> kept.computeIfAbsent(k, x -> new ArrayList<>()).add(touched));
      }
    }
    List<Verdict> found = new ArrayList<>();
    kept.forEach((keeper, objects) ->
        found.add(keeper.active() ? suspended(subject, keeper, objects) : told(keeper, objects)));
    return found;
  }

  private static Verdict suspended(Subject subject, Keeper keeper, List<TouchedFact> objects) {
    PhaseName first =
        objects.stream().map(o -> o.part().phase()).min(PhaseName::compareTo).orElseThrow();
    return new Verdict(
        Level.CONSENT,
        Consent.KEEPERS_SUSPENDED,
        keeper.toString(),
        "it keeps "
            + names(objects)
            + " as its source has them, and would take away what restitch changes there",
        subject.settings().accepted().contains(Consent.KEEPERS_SUSPENDED)
            ? "accepted"
            : keeper.rest()
                + "; take Calico out of its source before CalicoRemoved; then --accept "
                + Consent.KEEPERS_SUSPENDED,
        first);
  }

  private static Verdict told(Keeper keeper, List<TouchedFact> objects) {
    return Check.warn(
        "kept-when-run",
        keeper.toString(),
        names(objects) + ": run again, it would take away what restitch changes there",
        keeper.rest());
  }

  private static String names(List<TouchedFact> objects) {
    return Subject.few(objects.stream().map(TouchedFact::object).toList());
  }
}
