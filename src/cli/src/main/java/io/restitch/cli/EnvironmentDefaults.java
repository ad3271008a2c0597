package io.restitch.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What no flag says, the environment may: {@code RESTITCH_SURGE} for {@code --surge}. */
public final class EnvironmentDefaults implements IDefaultValueProvider {
  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName();
    return name.startsWith("--") ? environment.get(variable(name)) : null;
  }

  /** The variable that stands for a long option. */
  public static String variable(String option) {
    return "RESTITCH_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
