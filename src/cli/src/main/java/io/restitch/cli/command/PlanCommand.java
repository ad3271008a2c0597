package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.PlanText;
import io.restitch.cli.wiring.Session;
import io.restitch.core.plan.Plan;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.verdict.Verdict;
import io.restitch.engine.document.PlanDocument;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plans; needs read rights only. */
@Command(
    name = "plan",
    description = "Shows what would be done, and what stands in the way. Changes nothing.",
    footer = {
      "",
      "Examples:",
      "  restitch plan",
      "  restitch plan --attest Bridged --accept lone-pods --out plan.yaml"
    })
final class PlanCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SettingOptions settings = new SettingOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--out", paramLabel = "FILE", description = "Save the plan for apply.")
  private @Nullable String out;

  @Option(names = "--detailed-exitcode", description = "Exit with 2 if there is work.")
  private boolean detailed;

  PlanCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    var document = settings.read(cli);
    try (Session session = target.connect(cli)) {
      Plan plan = Planning.fresh(cli, session, document.settings());
      session
          .record()
          .read()
          .filter(stored -> stored.fact().underWay())
          .ifPresent(stored ->
              cli.say(
                  "a migration is under way, with plan "
                      + PlanDocument.hash(stored.plan()).substring(0, 12)
                      + "; this would be one of what is left"));
      cli.out()
          .print(
              output.choose(
                  () -> PlanText.of(plan, output.wide()),
                  () -> PlanDocument.map(plan),
                  () -> "plan/" + PlanDocument.hash(plan) + "\n"));
      cli.out().flush();
      String file = out;
      if (file != null) {
        cli.write(file, file.endsWith(".json") ? PlanDocument.json(plan) : PlanDocument.yaml(plan));
        cli.say("saved to " + file);
      }
      List<Verdict> blocking = plan.blocking(plan.furthest().orElse(null));
      if (!blocking.isEmpty()) {
        if (output.people()) {
          cli.say("restitch: " + Blocked.count(blocking));
        } else {
          Blocked.tell(cli, blocking);
        }
        return ErrorCode.BLOCKED.exitStatus();
      }
      if (file != null) {
        cli.say("→ carry it out with `restitch apply " + file + until(plan) + "`");
      }
      boolean work = !plan.slots().isEmpty() || !plan.conversions().isEmpty();
      return detailed && work ? 2 : 0;
    }
  }

  /** How far it can be carried out, as apply wants it. */
  private static String until(Plan plan) {
    return plan.furthest().map(last -> " --until " + last).orElse("");
  }
}
