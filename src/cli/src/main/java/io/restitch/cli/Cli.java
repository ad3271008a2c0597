package io.restitch.cli;

import io.restitch.cli.wiring.Wiring;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.host.backup.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What every command is given.
 *
 * @param wiring the rest of the program
 * @param here what the process was started in
 * @param out data goes here
 * @param err everything else goes here
 */
public record Cli(Wiring wiring, Surroundings here, PrintWriter out, PrintWriter err) {

  /** Reads a file that the operator named. */
  public String read(String name) {
    Path file = here.file(name);
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new RestitchException(
          ErrorCode.BAD_FILE, "there is no file " + name, "check its name and directory", e);
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.BAD_FILE,
          "cannot read " + name + ": " + IoReason.of(e),
          "it must be a text file that you may read",
          e);
    }
  }

  /** Writes a file that the operator named. */
  public void write(String name, String text) {
    Path file = here.file(name);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot write " + name + ": " + IoReason.of(e),
          "choose a directory that you may write to and that has room",
          e);
    }
  }

  /**
   * Writes a file that the operator named, for its owner only. It is there when it is whole; one of
   * that name is replaced.
   */
  public void keep(String name, Content content) {
    Path file = here.file(name);
    Path draft = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
          content.writeTo(out);
        }
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new RestitchException(
          ErrorCode.LOCAL_DISK,
          "cannot write " + name + ": " + IoReason.of(e),
          "choose a directory that you may write to and that has room",
          e);
    }
  }

  /** A line for people. */
  public void say(String line) {
    err.println(line);
    err.flush();
  }

  /**
   * Asks before something is changed.
   *
   * @param question with what has to be typed
   * @throws RestitchException {@code DECLINED} unless the answer is this word; {@code BAD_USAGE} if
   *     nobody can be asked
   */
  public void confirm(String question, boolean yes, String word) {
    if (yes) {
      return;
    }
    if (!here.terminal()) {
      throw new RestitchException(
          ErrorCode.BAD_USAGE,
          "nobody is there to be asked, and nothing was changed",
          "say --yes to go on without a question");
    }
    err.print(question + " ");
    err.flush();
    String answer = here.answer().get();
    if (answer == null || !answer.strip().equals(word)) {
      throw new RestitchException(
          ErrorCode.DECLINED, "not confirmed; nothing was changed", "type " + word + " to go on");
    }
  }
}
