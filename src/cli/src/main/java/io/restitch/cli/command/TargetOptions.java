package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.wiring.Session;
import io.restitch.cli.wiring.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster. */
final class TargetOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Kubeconfig (else $KUBECONFIG, else ~/.kube/config).")
  private @Nullable String kubeconfig;

  @Option(names = "--context", paramLabel = "NAME", description = "Context in the kubeconfig.")
  private @Nullable String context;

  Session connect(Cli cli) {
    String file = kubeconfig;
    return cli.wiring().connect(new Target(file == null ? null : cli.here().file(file), context));
  }
}
