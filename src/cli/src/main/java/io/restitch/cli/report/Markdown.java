package io.restitch.cli.report;

import io.restitch.engine.document.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A story as Markdown. */
public final class Markdown {
  private Markdown() {}

  /** The report. */
  public static String of(Story story) {
    StringBuilder md = new StringBuilder("# Migration report\n\n");
    md.append("- migration: `").append(story.migration()).append("`\n");
    md.append("- plan: `").append(story.plan()).append("`\n");
    md.append("- began: ").append(story.from()).append('\n');
    md.append("- took: ").append(took(story.took())).append('\n');
    if (story.unreadable() > 0) {
      md.append("- lines of the log that could not be read: ")
          .append(story.unreadable())
          .append('\n');
    }
    md.append("\n## Phases\n\n| phase | status | since | evidence |\n|---|---|---|---|\n");
    story
        .phases()
        .forEach((name, p) ->
            md.append(
                "| %s | %s | %s | %s |\n"
                    .formatted(
                        name,
                        words(p.status()),
                        p.since(),
                        cell(p.message().lines().findFirst().orElse("")))));
    md.append(policies(story.policies()));
    md.append("\n## Counts\n\n| what | number |\n|---|---|\n");
    story.tally().forEach((name, n) -> md.append("| %s | %d |\n".formatted(name, n)));
    story.actions().forEach((name, n) -> md.append("| %s | %d |\n".formatted(name, n)));
    md.append("\n## Waits\n\n");
    if (story.waits().isEmpty()) {
      md.append("None that ended.\n");
    } else {
      md.append("| for | times | together | what helps |\n|---|---|---|---|\n");
      for (Map.Entry<String, Story.Waited> e : story.waits().entrySet()) {
        Story.Waited w = e.getValue();
        md.append(
            "| %s | %d | %s | %s |\n"
                .formatted(
                    e.getKey(), w.times(), took(Duration.ofMillis(w.millis())), cell(w.remedy())));
      }
    }
    if (!story.open().isEmpty()) {
      md.append("\n## Still waited for\n\n");
      story.open().forEach(w -> md.append("- ").append(w.replace("\n", " ")).append('\n'));
    }
    md.append("\n## Failures\n\n");
    story.failures().forEach(f -> md.append("- ").append(f.replace("\n", " ")).append('\n'));
    if (story.failures().isEmpty()) {
      md.append("None.\n");
    }
    md.append("\n## Runs\n\n");
    story.runs().forEach(r -> md.append("- ").append(r).append('\n'));
    return md.toString();
  }

  /** Nothing if there are no policies. */
  private static String policies(Story.Policies policies) {
    if (policies.says().isEmpty()) {
      return "";
    }
    StringBuilder md = new StringBuilder("\n## Policies\n\n");
    for (int i = 0; i < policies.table().size(); i++) {
      List<String> row = policies.table().get(i);
      md.append("| ")
          .append(row.stream().map(Markdown::cell).collect(Collectors.joining(" | ")))
          .append(" |\n")
          .append(i == 0 ? "|" + "---|".repeat(row.size()) + "\n" : "");
    }
    md.append(policies.table().isEmpty() ? "" : "\n");
    policies.says().forEach(s -> md.append("- ").append(s).append('\n'));
    return md.toString();
  }

  static String took(Duration d) {
    return Durations.format(d.toMinutes() > 0 ? Duration.ofSeconds(d.toSeconds()) : d);
  }

  static String words(String status) {
    return status.equals("attested") ? "attested, not seen" : status;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
