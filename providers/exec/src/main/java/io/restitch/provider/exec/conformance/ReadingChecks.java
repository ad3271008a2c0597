package io.restitch.provider.exec.conformance;

import io.restitch.provider.exec.ExecProvider;
import io.restitch.spi.Capabilities;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Map;

/** What can be asked without making anything. */
record ReadingChecks(ExecProvider provider, Findings findings, Options options) {
  private static final Expectation<List<Machine>> NONE =
      new Expectation<>(List::isEmpty, machines -> machines.size() + " machines");

  /** Whether the provider speaks the contract at all, so that more may be asked. */
  boolean run() {
    boolean speaks =
        findings
            .answers(
                "capabilities",
                provider::capabilities,
                new Expectation<>(
                    capabilities ->
                        !capabilities.name().isBlank() && !capabilities.version().isBlank(),
                    Capabilities::toString),
                "answer capabilities as docs/providers/contract.md shows, with a name and a version")
            .isPresent();
    if (speaks) {
      findings.answers(
          "get leaves out an unknown id",
          () -> provider.get(List.of("restitch-unknown-" + options.run())),
          NONE,
          "answer get with the machines that exist; an unknown id is no error");
      findings.answers(
          "list by a tag nobody has is empty",
          () -> provider.list(Map.of("restitch.io/migration", "unused-" + options.run())),
          NONE,
          "list only machines that carry every tag of the request");
    }
    return speaks;
  }
}
