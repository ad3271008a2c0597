package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a provider binary is found and run.
 *
 * @param path absolute path of the binary; null to look for {@code restitch-provider-NAME} on PATH
 * @param settings free-form settings, handed to the provider in every request
 * @param timeout how long one verb may take
 * @param environment names of variables the child inherits beyond the minimal ones
 * @param sha256 the checksum the binary must have, lower-case hex; null to accept what is found
 */
public record ExecSettings(
    @Nullable Path path,
    Map<String, String> settings,
    Duration timeout,
    Set<String> environment,
    @Nullable String sha256) {

  /** How long one verb may take if nobody says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public ExecSettings {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    environment = Collections.unmodifiableSet(new TreeSet<>(environment));
    if (timeout.isNegative() || timeout.isZero()) {
      throw invalid("the provider's time limit must be longer than nothing: " + timeout);
    }
    if (path != null && !path.isAbsolute()) {
      throw invalid("the provider's path must be absolute: " + path);
    }
    for (String variable : environment) {
      if (!VARIABLE.matcher(variable).matches()) {
        throw invalid(
            "not the name of an environment variable: %s (give names only, values are inherited)"
                .formatted(variable.replaceFirst("=.*", "=…")));
      }
    }
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      throw invalid("not a SHA-256 checksum (64 lower-case hex digits): " + sha256);
    }
  }

  /** Found on PATH, with the default time limit and no extra variables. */
  public static ExecSettings onPath(Map<String, String> settings) {
    return new ExecSettings(null, settings, DEFAULT_TIMEOUT, Set.of(), null);
  }

  /** At this absolute path, with the default time limit and no extra variables. */
  public static ExecSettings at(Path path, Map<String, String> settings) {
    return new ExecSettings(path, settings, DEFAULT_TIMEOUT, Set.of(), null);
  }

  /** The same with another time limit. */
  public ExecSettings withTimeout(Duration limit) {
    return new ExecSettings(path, settings, limit, environment, sha256);
  }

  /** The same, refusing a binary with any other checksum. */
  public ExecSettings pinned(String checksum) {
    return new ExecSettings(path, settings, timeout, environment, checksum);
  }

  private static ProviderException invalid(String message) {
    return new ProviderException(ProviderErrorCode.INVALID, message);
  }
}
