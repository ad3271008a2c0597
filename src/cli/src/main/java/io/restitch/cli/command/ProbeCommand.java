package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.run.Holder;
import io.restitch.cli.run.Interrupts;
import io.restitch.cli.show.PlanText;
import io.restitch.cli.wiring.Session;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.verdict.Verdict;
import io.restitch.core.verdict.Verdict.Level;
import io.restitch.engine.document.Durations;
import io.restitch.engine.document.FactsDocument;
import io.restitch.engine.port.StoredMigration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether the network carries what a migration will send over it; the weekend before. */
@Command(
    name = "probe",
    description =
        "Proves with a pod on every node that UDP 8472 and full frames pass between them. Asks"
            + " first.",
    footer = {
      "",
      "The pods are of Flannel's image, on the hosts' network; they go when it ends. `restitch apply`",
      "does the same before anything else.",
      "",
      "Examples:",
      "  restitch probe",
      "  restitch probe --yes -o json"
    })
final class ProbeCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SettingOptions settings = new SettingOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Mixin private YesOption yes = new YesOption();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5m",
      description = "How long the pods may take to say what they found (default: 5m).")
  private String timeout = "5m";

  ProbeCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    var document = settings.read(cli);
    Duration limit = limit();
    try (Session session = target.connect(cli)) {
      refuseUnderWay(session.record().read());
      Planning.confirm(
          cli,
          session,
          yes.said(),
          "This runs a pod on every node of cluster " + session.name() + ", for a minute or so.");
      session.mayApply(document.settings());
      Thread us = Thread.currentThread();
      try (Interrupts interrupts = new Interrupts(us::interrupt, () -> {})) {
        List<Verdict> found =
            session.probing(Holder.of(cli.here()), cli::say).run(document.settings(), limit);
        cli.out()
            .print(
                output.choose(
                    () -> text(found), () -> FactsDocument.verdicts(found), () -> names(found)));
        return found.stream().anyMatch(v -> v.level() == Level.BLOCK)
            ? ErrorCode.BLOCKED.exitStatus()
            : 0;
      }
    }
  }

  private Duration limit() {
    return Durations.parse(timeout)
        .orElseThrow(() ->
            new RestitchException(
                ErrorCode.BAD_USAGE,
                "--timeout '" + timeout + "' is no duration",
                "write it as 5m or 90s"));
  }

  private String text(List<Verdict> found) {
    StringBuilder text = new StringBuilder();
    found.stream()
        .filter(v -> v.level() == Level.OK)
        .forEach(v -> text.append(v.message()).append('\n'));
    return PlanText.verdicts(found, output.wide()) + text;
  }

  private static String names(List<Verdict> found) {
    StringBuilder text = new StringBuilder();
    found.forEach(v -> text.append(v.code()).append(' ').append(v.subject()).append('\n'));
    return text.toString();
  }

  private static void refuseUnderWay(Optional<StoredMigration> stored) {
    if (stored.isPresent() && stored.get().fact().underWay()) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "a migration is under way, whose bridge uses what probes would",
          "`restitch status` shows which nodes answer over the bridge");
    }
  }
}
