package io.restitch.cli.command;

import io.restitch.cli.Cli;
import io.restitch.cli.EnvironmentDefaults;
import io.restitch.cli.wiring.Session;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.document.SettingsDocument;
import io.restitch.engine.document.SettingsDocument.Setting;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The document, and the flags that go before it. */
final class SettingOptions {
  private static final String USUAL = "restitch.yaml";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The document (else ./restitch.yaml, else defaults).")
  private @Nullable String file;

  @Option(
      names = "--attest",
      split = ",",
      paramLabel = "PHASE",
      description = "True by your word, besides the file's; repeatable.")
  private List<String> attest = new ArrayList<>();

  @Option(
      names = "--accept",
      split = ",",
      paramLabel = "CODE",
      description = "A consent you give, besides the file's; repeatable.")
  private List<String> accept = new ArrayList<>();

  @Option(
      names = "--pause-after",
      split = ",",
      paramLabel = "PHASE",
      description = "Pause after this phase, besides the file's; repeatable.")
  private List<String> pauseAfter = new ArrayList<>();

  @Option(names = "--surge", paramLabel = "N", description = "Machines more at a time.")
  private @Nullable String surge;

  @Option(names = "--max-unavailable", paramLabel = "N", description = "Workers fewer at a time.")
  private @Nullable String maxUnavailable;

  @Option(names = "--pod-cidr", paramLabel = "CIDR", description = "The new pod range.")
  private @Nullable String podCidr;

  @Option(names = "--provider", paramLabel = "NAME", description = "Who makes machines.")
  private @Nullable String provider;

  @Option(
      names = "--provider-path",
      paramLabel = "FILE",
      description = "Absolute path of the provider's executable.")
  private @Nullable String providerPath;

  @Option(
      names = "--provider-setting",
      paramLabel = "K=V",
      description = "A setting for the provider; repeatable.")
  private Map<String, String> providerSettings = new TreeMap<>();

  @Option(
      names = "--provider-env",
      split = ",",
      paramLabel = "NAME",
      description = "A variable the provider may see; repeatable.")
  private List<String> providerEnvironment = new ArrayList<>();

  @Option(names = "--backup-to", paramLabel = "DIR", description = "Where backups go.")
  private @Nullable String backupTo;

  /** The document with the flags over it. */
  SettingsDocument read(Cli cli) {
    List<Setting> flags = flags();
    String name = file;
    if (name == null && Files.exists(cli.here().file(USUAL))) {
      name = USUAL;
    }
    return name == null
        ? SettingsDocument.defaults(flags)
        : SettingsDocument.read(name, cli.read(name), flags);
  }

  /**
   * Refuses options, or a named file, that ask for something else than a plan was made with: they
   * would have no effect on it.
   *
   * @param remedy how to have what they ask for
   */
  void refuseOther(Cli cli, Session session, Plan plan, String remedy) {
    List<Setting> flags = flags().stream().filter(f -> f.origin().startsWith("--")).toList();
    String name = file;
    if (name == null && flags.isEmpty()) {
      return;
    }
    String base =
        name == null
            ? new SettingsDocument(SettingsDocument.DEFAULT_NAME, plan.settings()).yaml()
            : cli.read(name);
    Settings asked =
        SettingsDocument.read(name == null ? "the plan" : name, base, flags).settings();
    List<String> differences = SettingsDocument.differences(plan.settings(), session.pinned(asked));
    if (!differences.isEmpty()) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "the plan was made with other settings, and goes by its own:\n  "
              + String.join("\n  ", differences),
          remedy);
    }
  }

  /** How a plan differs from the file that lies here; nothing if there is none. */
  List<String> differences(Cli cli, Session session, Plan plan) {
    return file == null && !Files.exists(cli.here().file(USUAL))
        ? List.of()
        : SettingsDocument.differences(plan.settings(), session.pinned(read(cli).settings()));
  }

  private List<Setting> flags() {
    List<Setting> all = new ArrayList<>();
    one(all, "network.podCidr", "--pod-cidr", podCidr);
    one(all, "workers.surge", "--surge", surge);
    one(all, "workers.maxUnavailable", "--max-unavailable", maxUnavailable);
    one(all, "provider.name", "--provider", provider);
    one(all, "provider.path", "--provider-path", providerPath);
    one(all, "backup.to", "--backup-to", backupTo);
    many(all, "attested", "--attest", attest);
    many(all, "accept", "--accept", accept);
    many(all, "pauseAfter", "--pause-after", pauseAfter);
    many(all, "provider.environment", "--provider-env", providerEnvironment);
    providerSettings.forEach((k, v) -> one(all, "provider.settings." + k, "--provider-setting", v));
    return all;
  }

  private void one(List<Setting> all, String path, String flag, @Nullable String value) {
    if (value != null) {
      all.add(new Setting("spec." + path, origin(flag), List.of(value)));
    }
  }

  private void many(List<Setting> all, String path, String flag, List<String> values) {
    if (!values.isEmpty()) {
      all.add(new Setting("spec." + path, origin(flag), values));
    }
  }

  /** Where a value comes from, for messages: the flag, or else the variable that stands for it. */
  private String origin(String flag) {
    ParseResult parsed = command.commandLine().getParseResult();
    return parsed != null && parsed.hasMatchedOption(flag)
        ? flag
        : EnvironmentDefaults.variable(flag);
  }
}
