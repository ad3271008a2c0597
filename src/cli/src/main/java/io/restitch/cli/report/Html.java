package io.restitch.cli.report;

import java.time.Duration;

/** A story as one HTML file that needs nothing else. */
public final class Html {
  private static final String STYLE =
      "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
          + "table{border-collapse:collapse;width:100%}"
          + "td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left}"
          + ".true{color:#176f2c}.attested{color:#0b6e8a}.started{color:#8a5a00}";

  private Html() {}

  /** The report. */
  public static String of(Story story) {
    StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head>");
    html.append("<meta charset=\"utf-8\"><title>Migration report</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Migration report</h1>\n<p>Migration <code>")
        .append(escape(story.migration()))
        .append("</code>, plan <code>")
        .append(escape(story.plan()))
        .append("</code>, began ")
        .append(escape(story.from()))
        .append(", took ")
        .append(Markdown.took(story.took()))
        .append(".</p>\n<h2>Phases</h2>\n<table>");
    row(html, "th", "phase", "status", "since", "evidence");
    story
        .phases()
        .forEach((name, p) -> {
          html.append("<tr class=\"").append(escape(p.status())).append("\">");
          cells(html, "td", name, Markdown.words(p.status()), p.since(), p.message());
          html.append("</tr>\n");
        });
    html.append("</table>\n");
    policies(html, story.policies());
    html.append("<h2>Counts</h2>\n<table>");
    story.tally().forEach((name, n) -> row(html, "td", name, n.toString()));
    story.actions().forEach((name, n) -> row(html, "td", name, n.toString()));
    html.append("</table>\n<h2>Waits</h2>\n<table>");
    row(html, "th", "for", "times", "together", "what helps");
    story
        .waits()
        .forEach((code, w) ->
            row(
                html,
                "td",
                code,
                Integer.toString(w.times()),
                Markdown.took(Duration.ofMillis(w.millis())),
                w.remedy()));
    html.append("</table>\n<h2>Still waited for</h2>\n<ul>");
    story.open().forEach(w -> html.append("<li>").append(escape(w)).append("</li>\n"));
    html.append("</ul>\n<h2>Failures</h2>\n<ul>");
    story.failures().forEach(f -> html.append("<li>").append(escape(f)).append("</li>\n"));
    html.append("</ul>\n<h2>Runs</h2>\n<ul>");
    story.runs().forEach(r -> html.append("<li>").append(escape(r)).append("</li>\n"));
    return html.append("</ul>\n</body></html>\n").toString();
  }

  /** Nothing if there are no policies. */
  private static void policies(StringBuilder html, Story.Policies policies) {
    if (policies.says().isEmpty()) {
      return;
    }
    html.append("<h2>Policies</h2>\n<table>");
    for (int i = 0; i < policies.table().size(); i++) {
      row(html, i == 0 ? "th" : "td", policies.table().get(i).toArray(String[]::new));
    }
    html.append("</table>\n<ul>");
    policies.says().forEach(s -> html.append("<li>").append(escape(s)).append("</li>\n"));
    html.append("</ul>\n");
  }

  private static void row(StringBuilder html, String tag, String... cells) {
    html.append("<tr>");
    cells(html, tag, cells);
    html.append("</tr>\n");
  }

  private static void cells(StringBuilder html, String tag, String... cells) {
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(escape(cell));
      html.append("</").append(tag).append('>');
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
