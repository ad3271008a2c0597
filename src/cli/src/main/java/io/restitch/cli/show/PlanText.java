package io.restitch.cli.show;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import io.restitch.core.plan.Wave;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.document.PlanDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan for people. */
public final class PlanText {
  private static final String INDENT = " ".repeat(9);
  private static final int SHOWN = 6;

  private PlanText() {}

  /**
   * All of it: verdicts, waves, control planes, who enforces policies, what is attested and which
   * gates that waives.
   */
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
    text.append(LedgerText.of(plan.policies()));
    text.append(pauses(plan));
    if (!plan.slots().isEmpty()) {
      text.append(join(plan.settings().workers().join()));
    }
    if (wide) {
      text.append(losses(plan));
    }
    text.append('\n')
        .append(
            "Plan %s: %s in %s, then %s; %s → %s; machines by %s.%n"
                .formatted(
                    PlanDocument.hash(plan).substring(0, 12),
                    count(plan.slots().stream().mapToInt(s -> s.replaces().size()).sum(), "worker"),
                    count(plan.waves().size(), "wave"),
                    count(plan.conversions().size(), "control plane"),
                    plan.before().range() == null ? "an unknown range" : plan.before().range(),
                    plan.settings().network().podCidr(),
                    plan.settings().provider().name())
                .replace("\r", ""));
    return text.toString();
  }

  /** What new machines run that is not ours, or is chosen. */
  private static String join(Settings.Join join) {
    StringBuilder text = new StringBuilder("\nNew machines ");
    text.append(
        switch (join.how()) {
          case DEBIAN -> "install packages (Debian, Ubuntu) and join by kubeadm";
          case RHEL -> "install packages (Red Hat's family) and join by kubeadm";
          case SCRIPT -> "join by kubeadm, which their image has";
          case NONE -> "join by themselves";
        });
    join.kubelet().forEach((flag, value) -> text.append("; --" + flag + "=" + value));
    if (join.approveServing()) {
      text.append("; the certificates their kubelets serve with are approved");
    }
    text.append(".\n");
    if (!join.before().isBlank()) {
      text.append("First they run:\n").append(join.before().stripTrailing().indent(2));
    }
    return text.toString();
  }

  /**
   * Findings, the same of several subjects together; wide, each in a row of its own, and those too
   * that are fine and only counted else.
   */
  public static String verdicts(List<Verdict> verdicts, boolean wide) {
    long fine = verdicts.stream().filter(v -> v.level() == Verdict.Level.OK).count();
    String all = wide ? rows(verdicts) : paragraphs(verdicts);
    return all + fine + (fine == 1 ? " check passed.\n" : " checks passed.\n");
  }

  private static String rows(List<Verdict> verdicts) {
    Rows rows = new Rows("LEVEL", "CODE", "SUBJECT", "FOUND", "REMEDY");
    verdicts.stream()
        .sorted()
        .forEach(v -> rows.add(level(v), v.code(), v.subject(), v.message(), v.remedy()));
    return rows.isEmpty() ? "" : rows.toString();
  }

  private static String paragraphs(List<Verdict> verdicts) {
    Map<Verdict, List<String>> subjects = new LinkedHashMap<>();
    verdicts.stream()
        .filter(v -> v.level() != Verdict.Level.OK)
        .sorted()
        .forEach(v ->
            subjects
                .computeIfAbsent(
                    new Verdict(v.level(), v.code(), "", v.message(), v.remedy(), v.from()),
                    k -> new ArrayList<>())
                .add(v.subject()));
    StringBuilder text = new StringBuilder();
    subjects.forEach((v, of) -> {
      text.append("%-7s  %s  %s%n".formatted(level(v), v.code(), few(of)).replace("\r", ""));
      text.append(INDENT).append(v.message()).append('\n');
      if (!v.remedy().isEmpty()) {
        text.append(INDENT).append("→ ").append(v.remedy()).append('\n');
      }
    });
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private static String few(List<String> subjects) {
    int shown = Math.min(subjects.size(), SHOWN);
    String list = String.join(", ", subjects.subList(0, shown));
    return subjects.size() > shown ? list + " and " + (subjects.size() - shown) + " more" : list;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String level(Verdict v) {
    return v.level().name().toLowerCase(Locale.ROOT);
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

  /** What a consent covers, and nothing else. */
  private static String losses(Plan plan) {
    Rows rows = new Rows("CONSENT", "COVERS");
    plan.losses().forEach((code, workloads) -> workloads.forEach(w -> rows.add(code, w)));
    return rows.isEmpty() ? "" : "\n" + rows;
  }

  private static String pauses(Plan plan) {
    StringBuilder text = new StringBuilder();
    for (PhaseName phase : plan.settings().pauseAfter()) {
      text.append("\npause after ").append(phase).append('\n');
    }
    return text.toString();
  }
}
