package io.restitch.cli.command;

import picocli.CommandLine.Option;

/** That somebody says yes beforehand. */
final class YesOption {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  boolean said() {
    return yes;
  }
}
