package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.show.FactsText;
import io.restitch.cli.show.LedgerText;
import io.restitch.cli.show.PlanText;
import io.restitch.cli.wiring.Session;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Shapes;
import io.restitch.engine.document.FactsDocument;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Facts and verdicts, without asking a provider. */
@Command(
    name = "inspect",
    description = "Shows what restitch sees of the cluster, and what it thinks of it.",
    footer = {"", "Examples:", "  restitch inspect", "  restitch inspect -o json"})
final class InspectCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SettingOptions settings = new SettingOptions();
  @Mixin private OutputOption output = new OutputOption();

  InspectCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    var document = settings.read(cli);
    try (Session session = target.connect(cli)) {
      Observed world = session.observe(document.settings());
      Plan plan = cli.wiring().plan(world, document.settings(), Shapes.NONE);
      cli.out()
          .print(
              output.choose(
                  () ->
                      FactsText.of(world, output.wide())
                          + LedgerText.of(plan.policies())
                          + "\n"
                          + PlanText.verdicts(plan.verdicts(), output.wide()),
                  () -> FactsDocument.map(world, plan),
                  () -> "cluster/" + session.cluster().id() + "\n"));
      return 0;
    }
  }
}
