package io.restitch.provider.exec;

import io.restitch.spi.MachineProvider;
import io.restitch.spi.MachineProviderFactory;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens providers that are executables.
 *
 * <p>Through the spi the settings {@code exec.name}, {@code exec.path}, {@code
 * exec.timeoutSeconds}, {@code exec.environment} (names, comma separated) and {@code exec.sha256}
 * say what to run; all others are handed to the provider.
 */
public final class ExecProviderFactory implements MachineProviderFactory {
  private static final String PREFIX = "exec.";
  private static final Set<String> KNOWN =
      Set.of("exec.name", "exec.path", "exec.timeoutSeconds", "exec.environment", "exec.sha256");

  /**
   * The provider of this name.
   *
   * @param name as in the file: {@code lab} runs {@code restitch-provider-lab}
   * @throws ProviderException {@code INVALID} if the binary is absent, may not be trusted or has
   *     another checksum than expected
   */
  public static ExecProvider open(String name, ExecSettings settings) {
    return open(name, settings, RetryPolicy.standard());
  }

  /** The same with another retry policy. */
  public static ExecProvider open(String name, ExecSettings settings, RetryPolicy policy) {
    return new ExecProvider(ProviderWire.open(name, settings, ProcessWatch.NONE), policy);
  }

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public MachineProvider create(Map<String, String> settings) {
    String name = settings.get("exec.name");
    if (name == null) {
      throw invalid("exec.name is missing: the NAME in restitch-provider-NAME");
    }
    return open(name, parse(settings));
  }

  static ExecSettings parse(Map<String, String> settings) {
    Map<String, String> others = new TreeMap<>(settings);
    others.keySet().removeAll(KNOWN);
    others.keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .findFirst()
        .ifPresent(key -> {
          throw invalid("unknown setting %s; known: %s".formatted(key, sorted(KNOWN)));
        });
    return new ExecSettings(
        path(settings.get("exec.path")),
        others,
        timeout(settings.get("exec.timeoutSeconds")),
        names(settings.getOrDefault("exec.environment", "")),
        settings.get("exec.sha256"));
  }

  private static @Nullable Path path(@Nullable String value) {
    try {
      return value == null ? null : Path.of(value);
    } catch (InvalidPathException e) {
      throw new ProviderException(
          ProviderErrorCode.INVALID, "exec.path is not a path: " + e.getReason(), e);
    }
  }

  private static Duration timeout(@Nullable String value) {
    if (value == null) {
      return ExecSettings.DEFAULT_TIMEOUT;
    }
    try {
      return Duration.ofSeconds(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new ProviderException(
          ProviderErrorCode.INVALID,
          "exec.timeoutSeconds is not a whole number of seconds: " + Printable.first(value, 40),
          e);
    }
  }

  private static Set<String> names(String value) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String sorted(Set<String> keys) {
    return keys.stream().sorted().collect(Collectors.joining(", "));
  }

  private static ProviderException invalid(String message) {
    return new ProviderException(ProviderErrorCode.INVALID, message);
  }
}
