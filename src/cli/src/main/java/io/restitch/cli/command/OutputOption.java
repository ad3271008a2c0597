package io.restitch.cli.command;

import io.restitch.engine.document.Documents;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** In which form data is printed. */
final class OutputOption {
  /** The forms. */
  enum Form {
    TABLE,
    WIDE,
    JSON,
    YAML,
    NAME
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "TABLE",
      description = "table, wide, json, yaml or name.")
  private Form form = Form.TABLE;

  boolean wide() {
    return form == Form.WIDE;
  }

  boolean people() {
    return form == Form.TABLE || form == Form.WIDE;
  }

  /** The one of these that is asked for. */
  String choose(Supplier<String> table, Supplier<Object> data, Supplier<String> name) {
    return switch (form) {
      case TABLE, WIDE -> table.get();
      case JSON -> Documents.json(data.get());
      case YAML -> Documents.yaml(data.get());
      case NAME -> name.get();
    };
  }
}
