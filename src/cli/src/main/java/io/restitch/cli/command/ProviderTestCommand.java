package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.wiring.Providers;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.document.SettingsDocument;
import io.restitch.provider.exec.conformance.Check;
import io.restitch.provider.exec.conformance.Conformance;
import io.restitch.provider.exec.conformance.Options;
import io.restitch.spi.ProviderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a provider everything that restitch rests on. */
@Command(
    name = "test",
    description = "Tests a provider against the contract.",
    footer = {
      "",
      "Without --make it only reads. With it, it makes two machines and deletes them.",
      "",
      "Examples:",
      "  restitch provider test mine",
      "  restitch provider test mine --make --provider-path /opt/restitch-provider-mine"
    })
final class ProviderTestCommand implements Callable<Integer> {
  private final Cli cli;
  @Mixin private SettingOptions settings = new SettingOptions();
  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "NAME", description = "The provider's name.")
  private String name = "";

  @Option(names = "--make", description = "Make and delete two machines.")
  private boolean make;

  ProviderTestCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    SettingsDocument document = settings.read(cli);
    Settings.Provider p = document.settings().provider();
    Settings.Provider named =
        new Settings.Provider(
            name, p.path(), p.settings(), p.environment(), p.timeout(), p.sha256());
    Providers providers = new Providers(cli.here().environment());
    try {
      List<Check> checks =
          Conformance.run(
              name,
              providers.settings(named),
              make ? Options.making(Options.anyShape()) : Options.readOnly(),
              this::show);
      long failed = checks.stream().filter(c -> !c.passed()).count();
      cli.out()
          .print(
              output.choose(
                  () -> checks.size() + " checks, " + failed + " failed\n",
                  () -> data(checks),
                  () -> names(checks)));
      return failed == 0 ? 0 : 1;
    } catch (ProviderException e) {
      throw new RestitchException(
          ErrorCode.PROVIDER,
          "provider " + name + " cannot be tested: " + e.getMessage(),
          "correct its path, owner or permissions",
          e);
    }
  }

  private static List<Map<String, Object>> data(List<Check> checks) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Check check : checks) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("check", check.name());
      row.put("passed", check.passed());
      row.put("detail", check.detail());
      row.put("remedy", check.remedy());
      all.add(row);
    }
    return all;
  }

  private static String names(List<Check> checks) {
    return checks.stream()
        .filter(c -> !c.passed())
        .map(c -> "check/" + c.name() + "\n")
        .collect(Collectors.joining());
  }

  /** People see each check as it ends. */
  private void show(Check check) {
    if (!output.people()) {
      return;
    }
    cli.out().println((check.passed() ? "✔ " : "✘ ") + check.name() + ": " + check.detail());
    if (!check.passed()) {
      cli.out().println("  → " + check.remedy());
    }
    cli.out().flush();
  }
}
