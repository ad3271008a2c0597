package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.core.plan.Settings;
import io.restitch.core.verdict.Consent;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A whole migration in the twin. */
@Command(
    name = "demo",
    description = "Migrates a simulated cluster of 3 control planes and 12 workers.",
    footer = {
      "",
      "Needs no cluster and touches none. Writes its report into this directory.",
      "",
      "Examples:",
      "  restitch demo",
      "  restitch demo --seed 42 --progress plain"
    })
final class DemoCommand implements Callable<Integer> {
  /** The sample cluster has a pod that nobody owns, caches in emptyDir volumes, and policies. */
  private static final Settings SETTINGS =
      Settings.DEFAULT.accepting(
          Set.of(Consent.LONE_PODS, Consent.EMPTYDIR_DATA, Consent.UNENFORCED_POLICIES));

  private final Cli cli;
  @Mixin private Simulating simulating = new Simulating();

  DemoCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    return simulating.run(cli, SETTINGS, Optional.empty(), null, "restitch-demo-report.md");
  }
}
