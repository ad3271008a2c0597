package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A provider's executable and the checksum it had when it was opened.
 *
 * <p>Invariant: {@link #requireUnchanged} lets no other content run under this name. It reads the
 * file again only when size, time or identity changed, so that it costs nothing per call.
 */
public final class ProviderBinary {
  private final String name;
  private final Path path;
  private final String sha256;
  private final AtomicReference<FileStamp> verified;

  private ProviderBinary(String name, Path path, FileStamp stamp, String sha256) {
    this.name = name;
    this.path = path;
    this.sha256 = sha256;
    this.verified = new AtomicReference<>(stamp);
  }

  /**
   * Finds the binary of a provider: at the given path, else as {@code restitch-provider-NAME} in
   * the absolute directories of PATH.
   *
   * @throws ProviderException {@code INVALID} if there is none, it may not be trusted, or its
   *     checksum is not the expected one
   */
  public static ProviderBinary locate(String name, ExecSettings settings) {
    return locate(name, settings, SearchPath.of(System.getenv("PATH")));
  }

  static ProviderBinary locate(String name, ExecSettings settings, SearchPath searchPath) {
    ProviderNames.requireValid(name);
    Path given = settings.path();
    Path path = given != null ? given : searchPath.find(ProviderNames.binary(name));
    TrustedFile.require(path);
    FileStamp stamp = stamp(path);
    ProviderBinary binary = new ProviderBinary(name, path, stamp, checksum(path));
    binary.requireChecksum(settings.sha256(), binary.sha256);
    return binary;
  }

  /** The provider's name in the file, such as {@code lab}. */
  public String name() {
    return name;
  }

  /** Absolute path of the executable. */
  public Path path() {
    return path;
  }

  /** Lower-case hex SHA-256 of its content, for the plan to pin. */
  public String sha256() {
    return sha256;
  }

  /**
   * Checks that the file is still the one that was opened.
   *
   * @throws ProviderException {@code INVALID} with both checksums if it is not
   */
  void requireUnchanged() {
    FileStamp now = stamp(path);
    if (!now.equals(verified.get())) {
      TrustedFile.require(path);
      requireChecksum(sha256, checksum(path));
      verified.set(now);
    }
  }

  private void requireChecksum(@Nullable String expected, String found) {
    if (expected != null && !expected.equals(found)) {
      throw new ProviderException(
          ProviderErrorCode.INVALID,
          "%s is not the provider the plan was made with: its SHA-256 is %s, expected %s; put that version back or make a new plan"
              .formatted(path, found, expected));
    }
  }

  private static FileStamp stamp(Path path) {
    try {
      return FileStamp.of(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static String checksum(Path path) {
    try {
      return Checksum.sha256(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static ProviderException unreadable(Path path, IOException e) {
    return new ProviderException(
        ProviderErrorCode.INVALID,
        "the provider %s cannot be read (%s); restitch needs to read it to check its SHA-256"
            .formatted(path, e),
        e);
  }
}
