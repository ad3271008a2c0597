package io.restitch.cli.show;

import java.util.ArrayList;
import java.util.List;

/** A table of text: columns as wide as they must be, two blanks apart. */
public final class Rows {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these headings. */
  public Rows(String... headings) {
    rows.add(List.of(headings));
  }

  /** One more row. */
  public Rows add(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = String.valueOf(cell);
      row.add(text.isEmpty() ? "-" : text);
    }
    rows.add(row);
    return this;
  }

  /** Whether it has no rows but its headings. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        width[i] = Math.max(width[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i));
        int used = row.get(i).codePointCount(0, row.get(i).length());
        line.repeat(' ', width[i] - used + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
