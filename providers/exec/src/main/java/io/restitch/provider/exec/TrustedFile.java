package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file may be run: it exists, is executable, and not everybody could have put it there.
 */
final class TrustedFile {
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  private TrustedFile() {}

  static void require(Path path) {
    String problem = problem(path);
    if (problem != null) {
      throw new ProviderException(ProviderErrorCode.INVALID, problem);
    }
  }

  private static @Nullable String problem(Path path) {
    if (!path.isAbsolute()) {
      return "the provider's path must be absolute: " + path;
    }
    if (!Files.exists(path)) {
      return "no provider at %s; install it there or correct provider.path".formatted(path);
    }
    if (!Files.isRegularFile(path)) {
      return "the provider %s is not a regular file".formatted(path);
    }
    if (!Files.isExecutable(path)) {
      return "%s is not executable; run: chmod +x %s".formatted(path, path);
    }
    try {
      Path real = path.toRealPath();
      if ((mode(real) & OTHERS_WRITE) != 0) {
        return "everybody may write to the provider %s; run: chmod o-w %s".formatted(real, real);
      }
      Path directory = real.getParent();
      if (directory != null && (mode(directory) & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE) {
        return "everybody may replace files in %s, where the provider lies; run: chmod o-w %s"
            .formatted(directory, directory);
      }
      return null;
    } catch (IOException e) {
      return "the permissions of the provider %s cannot be read: %s".formatted(path, e);
    }
  }

  private static int mode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:mode") instanceof Integer mode ? mode : 0;
  }
}
