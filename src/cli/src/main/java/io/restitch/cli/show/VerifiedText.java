package io.restitch.cli.show;

import io.restitch.core.decision.Wait;
import io.restitch.core.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a look at the end shows.
 *
 * @param verified whether all is as it should be
 * @param evidence what was seen, or why it is not the end, in one sentence
 * @param open what is not as it should be
 * @param remarks what is worth knowing
 */
public record VerifiedText(
    boolean verified, String evidence, List<Wait> open, List<Verdict> remarks) {
  /** Lines of a kind that a table has, unless it is to be wide. */
  private static final int SHOWN = 8;

  public VerifiedText {
    open = List.copyOf(open);
    remarks = List.copyOf(remarks);
  }

  /**
   * The same, with how much is open in its one sentence.
   *
   * @param evidence what was seen, or why it is not the end; empty if only by what is open
   */
  public static VerifiedText of(
      boolean verified, String evidence, List<Wait> open, List<Verdict> remarks) {
    String count =
        open.isEmpty()
            ? ""
            : open.size() == 1 ? "1 thing is open" : open.size() + " things are open";
    String between = evidence.isEmpty() || count.isEmpty() ? "" : "; ";
    return new VerifiedText(verified, evidence + between + count, open, remarks);
  }

  /** There is nothing to look at. */
  public static VerifiedText not(String why) {
    return new VerifiedText(false, why, List.of(), List.of());
  }

  /** For {@code -o name}. */
  public String name() {
    return verified ? "verified\n" : "open\n";
  }

  /** For {@code -o json}. */
  public Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("verified", verified);
    data.put("evidence", evidence);
    data.put(
        "missing",
        open.stream().map(w -> row(w.code(), w.subject(), w.reason(), w.remedy())).toList());
    data.put(
        "remarks",
        remarks.stream().map(v -> row(v.code(), v.subject(), v.message(), v.remedy())).toList());
    return data;
  }

  private static Map<String, String> row(
      String code, String subject, String reason, String remedy) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("code", code);
    row.put("subject", subject);
    row.put("reason", reason);
    row.put("remedy", remedy);
    return row;
  }

  /**
   * For people.
   *
   * @param wide whether of each kind all are shown
   */
  public String table(boolean wide) {
    Shown missing = new Shown(new Rows("OPEN", "SUBJECT", "REASON", "REMEDY"), wide);
    open.forEach(w -> missing.add(w.code(), w.subject(), w.reason(), w.remedy()));
    Shown known = new Shown(new Rows("REMARK", "SUBJECT", "WHAT", "REMEDY"), wide);
    remarks.forEach(v -> known.add(v.code(), v.subject(), v.message(), v.remedy()));
    return missing.text() + known.text() + (verified ? "✔ " : "✘ ") + evidence + "\n";
  }

  /** A table of which each kind has but some lines. */
  private static final class Shown {
    private final Rows rows;
    private final boolean all;
    private final Map<String, Integer> kinds = new LinkedHashMap<>();

    Shown(Rows rows, boolean all) {
      this.rows = rows;
      this.all = all;
    }

    void add(String kind, String subject, String reason, String remedy) {
      if (kinds.merge(kind, 1, Integer::sum) <= SHOWN || all) {
        rows.add(kind, subject, reason, remedy);
      }
    }

    String text() {
      if (rows.isEmpty()) {
        return "";
      }
      StringBuilder text = new StringBuilder(rows.toString());
      kinds.forEach((kind, many) -> {
        if (many > SHOWN && !all) {
          text.append("and %d more of %s: -o wide\n".formatted(many - SHOWN, kind));
        }
      });
      return text.toString();
    }
  }
}
