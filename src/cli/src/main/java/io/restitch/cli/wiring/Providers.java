package io.restitch.cli.wiring;

import io.restitch.cli.IoReason;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.engine.machine.ProviderProblems;
import io.restitch.provider.exec.ExecProviderFactory;
import io.restitch.provider.exec.ExecSettings;
import io.restitch.spi.MachineProvider;
import io.restitch.spi.MachineProviderFactory;
import io.restitch.spi.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds providers: one that is built in, or else the executable {@code restitch-provider-NAME}, at
 * the path that was named, beside the launcher, or on {@code PATH}.
 */
public final class Providers {
  private static final String PREFIX = "restitch-provider-";

  private final Map<String, String> environment;

  /** Looks in these surroundings. */
  public Providers(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The provider with its executable found and its checksum noted.
   *
   * @throws RestitchException {@code PROVIDER} if there is none, or one with another checksum than
   *     the one that is noted already
   */
  public Settings.Provider pinned(Settings.Provider provider) {
    if (builtIn(provider.name()).isPresent()) {
      return provider;
    }
    Path file = executable(provider);
    String sum = sha256(file);
    if (!provider.sha256().isEmpty() && !provider.sha256().equals(sum)) {
      throw new RestitchException(
          ErrorCode.PROVIDER,
          "provider.sha256 is " + provider.sha256() + ", and " + file + " has " + sum,
          "find out who changed that file; if it is the one you want, correct provider.sha256");
    }
    return provider.pinned(file.toString(), sum);
  }

  /**
   * Opens it, and makes sure that it answers.
   *
   * @throws RestitchException {@code PROVIDER}
   */
  public MachineProvider open(Settings.Provider provider) {
    MachineProvider opened = found(provider);
    try {
      opened.capabilities();
      return opened;
    } catch (ProviderException e) {
      opened.close();
      throw ProviderProblems.silent(provider.name(), "say what it can do", e);
    }
  }

  private MachineProvider found(Settings.Provider provider) {
    try {
      Optional<MachineProviderFactory> factory = builtIn(provider.name());
      return factory.isPresent()
          ? factory.get().create(provider.settings())
          : ExecProviderFactory.open(provider.name(), settings(provider));
    } catch (ProviderException e) {
      throw new RestitchException(
          ErrorCode.PROVIDER,
          "provider " + provider.name() + " cannot be used: " + e.getMessage(),
          "`restitch provider list` shows which there are",
          e);
    }
  }

  /** How its executable is to be run. */
  public ExecSettings settings(Settings.Provider provider) {
    @Nullable String pin = provider.sha256().isEmpty() ? null : provider.sha256();
    return new ExecSettings(
        executable(provider), provider.settings(), provider.timeout(), provider.environment(), pin);
  }

  /** All executables that are found, by provider name; the first on the way wins. */
  public Map<String, Path> found() {
    Map<String, Path> all = new TreeMap<>();
    for (Path directory : directories()) {
      try (var files = Files.newDirectoryStream(directory, PREFIX + "*")) {
        for (Path file : files) {
          if (Files.isExecutable(file) && Files.isRegularFile(file)) {
            String name = String.valueOf(file.getFileName()).substring(PREFIX.length());
            all.putIfAbsent(name, file.toAbsolutePath());
          }
        }
      } catch (IOException e) {
        // A folder that cannot be read has none for us.
      }
    }
    return all;
  }

  private Path executable(Settings.Provider provider) {
    if (!provider.path().isEmpty()) {
      return Path.of(provider.path());
    }
    Path file = found().get(provider.name());
    if (file == null) {
      throw new RestitchException(
          ErrorCode.PROVIDER,
          "there is no provider "
              + provider.name()
              + ": no "
              + PREFIX
              + provider.name()
              + " on PATH",
          "put it on PATH, or name it with --provider-path; `restitch provider list` shows all");
    }
    return file;
  }

  private List<Path> directories() {
    List<Path> all = new ArrayList<>();
    String home = environment.get("RESTITCH_HOME");
    if (home != null) {
      all.add(Path.of(home).resolve("providers/exec/manual"));
    }
    for (String part : environment.getOrDefault("PATH", "").split(":")) {
      if (!part.isEmpty() && Path.of(part).isAbsolute()) {
        all.add(Path.of(part));
      }
    }
    return all.stream().filter(Files::isDirectory).toList();
  }

  private static Optional<MachineProviderFactory> builtIn(String name) {
    for (MachineProviderFactory factory : ServiceLoader.load(MachineProviderFactory.class)) {
      if (factory.name().equals(name) && !(factory instanceof ExecProviderFactory)) {
        return Optional.of(factory);
      }
    }
    return Optional.empty();
  }

  private static String sha256(Path file) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(sum);
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.PROVIDER,
          "cannot read the provider's executable " + file + ": " + IoReason.of(e),
          "correct --provider-path, or its permissions",
          e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
