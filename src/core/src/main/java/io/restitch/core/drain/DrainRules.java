package io.restitch.core.drain;

import io.restitch.core.Names;
import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Consent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Which pods a drain moves: small rules, the first that has an opinion wins.
 *
 * <p>The meanings are those of {@code kubectl drain} (kubectl {@code pkg/drain/filters.go}); a
 * refusal names the consent here and the flag there.
 */
public final class DrainRules {
  private static final List<BiFunction<PodFact, Terms, Optional<PodVerdict>>> RULES =
      List.of(
          DrainRules::mirror,
          DrainRules::daemonSet,
          DrainRules::finished,
          DrainRules::terminating,
          DrainRules::unselected,
          DrainRules::lone,
          DrainRules::localVolume,
          DrainRules::emptyDir);

  private DrainRules() {}

  /**
   * On which terms pods are moved.
   *
   * @param selector pods that a drain moves
   * @param given whether there is consent for the pod, by its code
   */
  private record Terms(LabelSelector selector, Predicate<String> given) {}

  /** What a drain does with this pod, if consents covered every pod: for a plan to be made. */
  public static PodVerdict judge(PodFact pod, Settings settings) {
    return judge(pod, settings, settings.accepted()::contains);
  }

  /**
   * What a drain of this plan does with this pod. Its consents cover what it showed; one that came
   * later needs a consent of its own ({@link Names#ACCEPT}).
   */
  public static PodVerdict judge(PodFact pod, Plan plan) {
    return judge(pod, plan.settings(), code -> plan.covers(code, pod));
  }

  /**
   * All consents that one pod needs, those among them that its owner gave himself: each refusal is
   * lifted in turn to see the next.
   */
  public static List<String> consents(PodFact pod, Settings settings) {
    List<String> codes = new ArrayList<>();
    while (true) {
      Terms terms = new Terms(settings.drain().podSelector(), codes::contains);
      PodVerdict verdict = judge(pod, terms);
      if (verdict.treatment() != PodVerdict.Treatment.REFUSE) {
        return codes;
      }
      codes.add(verdict.code());
    }
  }

  /** Whether the pod itself carries a consent ({@link Names#ACCEPT}). */
  public static boolean carries(PodFact pod, String code) {
    return List.of(pod.annotations().getOrDefault(Names.ACCEPT, "").split("\\s*,\\s*"))
        .contains(code);
  }

  private static PodVerdict judge(PodFact pod, Settings settings, Predicate<String> given) {
    return judge(
        pod,
        new Terms(settings.drain().podSelector(), code -> carries(pod, code) || given.test(code)));
  }

  private static PodVerdict judge(PodFact pod, Terms terms) {
    return RULES.stream()
        .map(rule -> rule.apply(pod, terms))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(PodVerdict::move);
  }

  private static Optional<PodVerdict> mirror(PodFact pod, Terms terms) {
    Objects.requireNonNull(terms);
    return pod.mirror()
        ? Optional.of(PodVerdict.leave("mirror", "a static pod, it goes with its machine"))
        : Optional.empty();
  }

  private static Optional<PodVerdict> daemonSet(PodFact pod, Terms terms) {
    Objects.requireNonNull(terms);
    return pod.ownedBy("DaemonSet")
        ? Optional.of(PodVerdict.leave("daemon-set", "a DaemonSet would put it back"))
        : Optional.empty();
  }

  private static Optional<PodVerdict> finished(PodFact pod, Terms terms) {
    Objects.requireNonNull(terms);
    return pod.terminal()
        ? Optional.of(PodVerdict.leave("finished", "it has ended"))
        : Optional.empty();
  }

  private static Optional<PodVerdict> terminating(PodFact pod, Terms terms) {
    Objects.requireNonNull(terms);
    return pod.terminating() ? Optional.of(PodVerdict.move()) : Optional.empty();
  }

  private static Optional<PodVerdict> unselected(PodFact pod, Terms terms) {
    if (terms.selector().matches(pod.labels())) {
      return Optional.empty();
    }
    return Optional.of(
        terms.given().test(Consent.UNSELECTED_PODS)
            ? PodVerdict.leave("unselected", "the pod selector leaves it out")
            : PodVerdict.refuse(
                Consent.UNSELECTED_PODS,
                "the pod selector leaves it out, and it would be lost with its node"));
  }

  private static Optional<PodVerdict> lone(PodFact pod, Terms terms) {
    return pod.controller().isEmpty()
        ? consent(
            terms, Consent.LONE_PODS, "has no controller and would be lost (kubectl drain --force)")
        : Optional.empty();
  }

  private static Optional<PodVerdict> localVolume(PodFact pod, Terms terms) {
    return pod.spec().storage().localVolume()
        ? consent(terms, Consent.LOCAL_VOLUMES, "is bound to a volume that stays on its machine")
        : Optional.empty();
  }

  private static Optional<PodVerdict> emptyDir(PodFact pod, Terms terms) {
    return pod.spec().storage().emptyDir()
        ? consent(
            terms,
            Consent.EMPTYDIR_DATA,
            "has an emptyDir volume whose content would be lost"
                + " (kubectl drain --delete-emptydir-data)")
        : Optional.empty();
  }

  private static Optional<PodVerdict> consent(Terms terms, String code, String reason) {
    return terms.given().test(code)
        ? Optional.empty()
        : Optional.of(PodVerdict.refuse(code, reason));
  }
}
