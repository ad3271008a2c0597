package io.restitch.cli.show;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.plan.Wave;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.document.PlanDocument;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan for people. */
public final class PlanText {
  private PlanText() {}

  /** All of it: verdicts, waves, control planes, what is attested and which gates that waives. */
  public static String of(Plan plan, boolean wide) {
    StringBuilder text = new StringBuilder();
    text.append(verdicts(plan.verdicts(), wide));
    if (!plan.slots().isEmpty()) {
      text.append('\n').append(slots(plan));
    }
    if (!plan.conversions().isEmpty()) {
      Rows rows = new Rows("CONTROL PLANE", "POD CIDR");
      plan.conversions().forEach(c -> rows.add(c.nodeName(), c.podCidr()));
      text.append('\n').append(rows);
    }
    text.append('\n').append(phases(plan));
    text.append('\n')
        .append(
            "Plan %s: %d workers in %d waves, then %d control planes; %s → %s; machines by %s.%n"
                .formatted(
                    PlanDocument.hash(plan).substring(0, 12),
                    plan.slots().stream().mapToInt(s -> s.replaces().size()).sum(),
                    plan.waves().size(),
                    plan.conversions().size(),
                    plan.before().range() == null ? "an unknown range" : plan.before().range(),
                    plan.settings().network().podCidr(),
                    plan.settings().provider().name())
                .replace("\r", ""));
    return text.toString();
  }

  /** Findings as a table; those that are fine are only counted unless it is wide. */
  public static String verdicts(List<Verdict> verdicts, boolean wide) {
    Rows rows = new Rows("LEVEL", "CODE", "SUBJECT", "FOUND", "REMEDY");
    List<Verdict> shown =
        verdicts.stream().filter(v -> wide || v.level() != Verdict.Level.OK).sorted().toList();
    shown.forEach(v ->
        rows.add(
            v.level().name().toLowerCase(Locale.ROOT),
            v.code(),
            v.subject(),
            v.message(),
            v.remedy()));
    long fine = verdicts.stream().filter(v -> v.level() == Verdict.Level.OK).count();
    return (rows.isEmpty() ? "" : rows.toString()) + fine + " checks found nothing.\n";
  }

  private static String slots(Plan plan) {
    Rows rows = new Rows("WAVE", "SLOT", "REPLACES", "POD CIDR", "SHAPE", "ZONE");
    for (Wave wave : plan.waves()) {
      for (int number : wave.slots()) {
        Slot slot = plan.slot(number);
        String nodes =
            slot.replaces().stream().map(Source::nodeName).collect(Collectors.joining(","));
        rows.add(
            wave.number(), number, nodes, slot.podCidr(), slot.shape().type(), slot.shape().zone());
      }
    }
    return rows.toString();
  }

  private static String phases(Plan plan) {
    StringBuilder text = new StringBuilder();
    for (PhaseName phase : plan.settings().attested()) {
      text.append("attested: ")
          .append(phase)
          .append(" — true by your word; its effects and its gates are waived\n");
    }
    for (String code : plan.settings().accepted()) {
      text.append("accepted: ").append(code).append('\n');
    }
    for (PhaseName phase : plan.settings().pauseAfter()) {
      text.append("pause after: ").append(phase).append('\n');
    }
    return text.toString();
  }
}
