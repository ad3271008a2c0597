package io.restitch.core.drain;

import io.restitch.core.fact.PodFact;
import io.restitch.core.plan.Settings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Which pods a drain moves: small rules, the first that has an opinion wins.
 *
 * <p>The meanings are those of {@code kubectl drain} (kubectl {@code pkg/drain/filters.go}); a
 * refusal names the consent here and the flag there.
 */
public final class DrainRules {
  /** Consent to lose pods that nothing will make again. */
  public static final String LONE_PODS = "lone-pods";

  /** Consent to lose the content of emptyDir volumes. */
  public static final String EMPTYDIR_DATA = "emptydir-data";

  /** Consent to part pods from volumes that stay on their machine. */
  public static final String LOCAL_VOLUMES = "local-volumes";

  /** Consent to lose pods that the pod selector leaves behind. */
  public static final String UNSELECTED_PODS = "unselected-pods";

  private static final List<BiFunction<PodFact, Settings, Optional<PodVerdict>>> RULES =
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

  /** What a drain does with this pod. */
  public static PodVerdict judge(PodFact pod, Settings settings) {
    return RULES.stream()
        .map(rule -> rule.apply(pod, settings))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(PodVerdict::move);
  }

  private static Optional<PodVerdict> mirror(PodFact pod, Settings settings) {
    Objects.requireNonNull(settings);
    return pod.mirror()
        ? Optional.of(PodVerdict.leave("mirror", "a static pod, it goes with its machine"))
        : Optional.empty();
  }

  private static Optional<PodVerdict> daemonSet(PodFact pod, Settings settings) {
    Objects.requireNonNull(settings);
    return pod.ownedBy("DaemonSet")
        ? Optional.of(PodVerdict.leave("daemon-set", "a DaemonSet would put it back"))
        : Optional.empty();
  }

  private static Optional<PodVerdict> finished(PodFact pod, Settings settings) {
    Objects.requireNonNull(settings);
    return pod.terminal()
        ? Optional.of(PodVerdict.leave("finished", "it has ended"))
        : Optional.empty();
  }

  private static Optional<PodVerdict> terminating(PodFact pod, Settings settings) {
    Objects.requireNonNull(settings);
    return pod.terminating() ? Optional.of(PodVerdict.move()) : Optional.empty();
  }

  private static Optional<PodVerdict> unselected(PodFact pod, Settings settings) {
    if (settings.drain().podSelector().matches(pod.labels())) {
      return Optional.empty();
    }
    return Optional.of(
        settings.accepted().contains(UNSELECTED_PODS)
            ? PodVerdict.leave("unselected", "the pod selector leaves it out")
            : PodVerdict.refuse(
                UNSELECTED_PODS,
                "the pod selector leaves it out, and it would be lost with its node"));
  }

  private static Optional<PodVerdict> lone(PodFact pod, Settings settings) {
    return pod.controller().isEmpty()
        ? consent(
            settings, LONE_PODS, "has no controller and would be lost (kubectl drain --force)")
        : Optional.empty();
  }

  private static Optional<PodVerdict> localVolume(PodFact pod, Settings settings) {
    return pod.spec().storage().localVolume()
        ? consent(settings, LOCAL_VOLUMES, "is bound to a volume that stays on its machine")
        : Optional.empty();
  }

  private static Optional<PodVerdict> emptyDir(PodFact pod, Settings settings) {
    return pod.spec().storage().emptyDir()
        ? consent(
            settings,
            EMPTYDIR_DATA,
            "has an emptyDir volume whose content would be lost"
                + " (kubectl drain --delete-emptydir-data)")
        : Optional.empty();
  }

  private static Optional<PodVerdict> consent(Settings settings, String code, String reason) {
    return settings.accepted().contains(code)
        ? Optional.empty()
        : Optional.of(PodVerdict.refuse(code, reason));
  }
}
