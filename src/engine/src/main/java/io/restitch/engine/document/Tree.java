package io.restitch.engine.document;

import java.util.List;

/** What a file says, before anybody asks what it means: values that know where they stand. */
sealed interface Tree {

  /** Where it stands: {@code line 3, column 5}, or the flag it came from; empty if unknown. */
  String at();

  /** What it is, for people. */
  String noun();

  /** A single value. */
  record Scalar(String at, Kind kind, String text) implements Tree {
    @Override
    public String noun() {
      return switch (kind) {
        case TEXT -> "the text '" + text + "'";
        case INTEGER, DECIMAL -> "the number " + text;
        case FLAG -> text;
        case NOTHING -> "nothing";
      };
    }
  }

  /** A list. */
  record Sequence(String at, List<Tree> items) implements Tree {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String noun() {
      return "a list";
    }
  }

  /** Names and values. */
  record Table(String at, List<Entry> entries) implements Tree {
    public Table {
      entries = List.copyOf(entries);
    }

    @Override
    public String noun() {
      return "a table of names and values";
    }
  }

  /** A name and its value. */
  record Entry(String at, String name, Tree value) {}

  /** How a single value was written. */
  enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    FLAG,
    NOTHING
  }
}
