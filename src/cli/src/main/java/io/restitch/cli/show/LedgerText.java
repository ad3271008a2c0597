package io.restitch.cli.show;

import io.restitch.core.policy.Ledger;
import java.util.List;

/** Who enforces policies where and when, for people. */
public final class LedgerText {
  private LedgerText() {}

  /** A table and what follows from it, after an empty line; nothing if there are no policies. */
  public static String of(Ledger ledger) {
    StringBuilder text = new StringBuilder();
    List<List<String>> table = ledger.table();
    if (!table.isEmpty()) {
      Rows rows = new Rows(table.getFirst().toArray(String[]::new));
      table.stream().skip(1).forEach(row -> rows.add(row.toArray()));
      text.append('\n').append(rows);
    }
    if (!ledger.says().isEmpty()) {
      text.append('\n');
      ledger.says().forEach(s -> text.append(s).append('\n'));
    }
    return text.toString();
  }
}
