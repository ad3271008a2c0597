package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Directories to look for binaries in, in order. Relative ones are left out: what runs must not
 * depend on where restitch was started.
 */
record SearchPath(List<Path> directories) {
  SearchPath {
    directories = List.copyOf(directories);
  }

  /** From variables like PATH; absent ones count as empty. */
  static SearchPath of(@Nullable String... variables) {
    List<Path> directories = new ArrayList<>();
    for (String variable : variables) {
      if (variable != null) {
        for (String entry : variable.split(File.pathSeparator)) {
          addAbsolute(entry, directories);
        }
      }
    }
    return new SearchPath(directories);
  }

  /** The first executable regular file of this name. */
  Path find(String binary) {
    List<Path> notExecutable = new ArrayList<>();
    for (Path directory : directories) {
      Path candidate = directory.resolve(binary);
      if (Files.isRegularFile(candidate)) {
        if (Files.isExecutable(candidate)) {
          return candidate;
        }
        notExecutable.add(candidate);
      }
    }
    throw new ProviderException(
        ProviderErrorCode.INVALID,
        notExecutable.isEmpty()
            ? "no executable %s on PATH; install it there or give its absolute path in provider.path"
                .formatted(binary)
            : "%s is not executable; run: chmod +x %s"
                .formatted(notExecutable.getFirst(), notExecutable.getFirst()));
  }

  private static void addAbsolute(String entry, List<Path> directories) {
    try {
      Path directory = Path.of(entry);
      if (directory.isAbsolute()) {
        directories.add(directory);
      }
    } catch (InvalidPathException e) {
      // Not a directory on this system, so nothing can be found there.
    }
  }
}
