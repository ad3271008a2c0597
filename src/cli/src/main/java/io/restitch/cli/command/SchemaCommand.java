package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.engine.document.Schema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the document's schema. */
@Command(
    name = "schema",
    description = "Prints the JSON schema of restitch.yaml.",
    footer = {"", "Examples:", "  restitch schema > restitch.schema.json"})
final class SchemaCommand implements Callable<Integer> {
  private final Cli cli;

  SchemaCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    cli.out().print(Schema.json());
    return 0;
  }
}
