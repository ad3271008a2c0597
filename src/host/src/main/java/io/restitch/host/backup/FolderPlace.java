package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder on this machine, mode 0700, of files with mode 0600. A file is written beside its name,
 * forced to the disk and moved into place.
 */
final class FolderPlace implements Place {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;

  FolderPlace(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public String at(String file) {
    return folder.resolve(file).toString();
  }

  @Override
  public long freeBytes() {
    try {
      make();
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw failed("backups cannot be written to " + folder, e);
    }
  }

  @Override
  public Stored keep(String draft, String file, Content content) {
    Path half = folder.resolve("." + draft);
    try {
      make();
      Files.deleteIfExists(half);
      Stored stored = write(half, content);
      Files.move(half, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
      return stored;
    } catch (AtomicMoveNotSupportedException e) {
      throw failed("files cannot be moved in " + folder, e);
    } catch (IOException e) {
      throw failed("cannot write " + folder.resolve(file), e);
    } finally {
      discard(half);
    }
  }

  private static Stored write(Path half, Content content) throws IOException {
    Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(half, fresh, OWNERS_FILE)) {
      Tracked file = new Tracked(Channels.newOutputStream(channel));
      Hashing out = new Hashing(file);
      try {
        content.writeTo(out);
      } catch (IOException | RestitchException e) {
        file.rethrow();
        throw e;
      }
      file.rethrow();
      channel.force(true);
      return out.sum();
    }
  }

  @Override
  public Map<String, Stamp> files() {
    Map<String, Stamp> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".")) {
          stamp(file).ifPresent(s -> found.put(name, s));
        }
      }
      return found;
    } catch (NoSuchFileException e) {
      return found;
    } catch (IOException e) {
      throw failed("cannot read " + folder, e);
    }
  }

  /** Nothing if it is no file, or has gone since the folder was listed. */
  private static Optional<Stamp> stamp(Path file) throws IOException {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return is.isRegularFile()
          ? Optional.of(new Stamp(is.size(), is.lastModifiedTime().toString()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw failed("cannot read " + folder.resolve(file), e);
    }
  }

  @Override
  public Stored sum(String file) {
    Hashing hashing = new Hashing(OutputStream.nullOutputStream());
    try {
      Files.copy(folder.resolve(file), hashing);
      return hashing.sum();
    } catch (IOException e) {
      throw failed("cannot read " + folder.resolve(file), e);
    }
  }

  @Override
  public void remove(String file) {
    try {
      Files.deleteIfExists(folder.resolve(file));
    } catch (IOException e) {
      throw failed("cannot remove " + folder.resolve(file), e);
    }
  }

  private void make() throws IOException {
    Files.createDirectories(folder, OWNER_ONLY);
  }

  private static void discard(Path half) {
    try {
      Files.deleteIfExists(half);
    } catch (IOException e) {
      // It is in nobody's way: it does not count, and the next one of its name replaces it.
    }
  }

  /** A move is on the disk when its folder is. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static RestitchException failed(String what, IOException e) {
    String why =
        switch (e) {
          case AccessDeniedException denied -> "permission denied";
          case NoSuchFileException missing -> "no folder can be made there, or it is gone";
          case FileAlreadyExistsException file -> "there is a file of that name";
          case NotDirectoryException file -> "it is a file, and no folder";
          case FileSystemException f when f.getReason() != null -> f.getReason();
          default -> e.getMessage();
        };
    return new RestitchException(
        ErrorCode.LOCAL_DISK,
        what + ": " + why,
        "make room or give rights there" + Vault.ELSEWHERE,
        e);
  }
}
