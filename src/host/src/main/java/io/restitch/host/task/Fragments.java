package io.restitch.host.task;

import io.restitch.render.ShellWord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is sent to a machine to start a task and to follow it. */
final class Fragments {
  private static final Pattern PLACE = Pattern.compile("@([a-z]+)@");
  private static final String START = read("start.sh");
  private static final String RUN = read("run.sh");
  private static final String FOLLOW = read("follow.sh");

  private final String root;

  /**
   * @param root the folder on a machine where tasks lie
   */
  Fragments(String root) {
    this.root = root;
  }

  /**
   * @param call tells this start from others of the same script
   */
  String start(Script script, String call, Duration limit) {
    return fill(
        START,
        Map.of(
            "root", ShellWord.quoted(root),
            "id", script.id(),
            "name", ShellWord.quoted(script.name()),
            "call", ShellWord.quoted(call),
            "limit", String.valueOf(Math.max(1, limit.toSeconds())),
            "run", RUN.stripTrailing(),
            "task", withoutLastFeed(script.text())));
  }

  /**
   * @param from how many bytes of its output are known
   * @param patience how long to wait for something new
   */
  String follow(String id, long from, Duration patience) {
    return fill(
        FOLLOW,
        Map.of(
            "root", ShellWord.quoted(root),
            "id", id,
            "from", String.valueOf(from),
            "patience", String.valueOf(patience.toMillis() / 200)));
  }

  /** Prints what a task left on its stdout. */
  String result(String id) {
    return "exec cat " + ShellWord.quoted(root + "/tasks/" + id + "/result") + "\n";
  }

  /** Prints a file. */
  static String print(String path) {
    return "exec cat -- " + ShellWord.quoted(path) + "\n";
  }

  /** Where people find what a task said. */
  String output(String id) {
    return root + "/tasks/" + id + "/output";
  }

  private static String fill(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> {
          String value = values.get(place.group(1));
          return Matcher.quoteReplacement(value == null ? place.group() : value);
        });
  }

  private static String withoutLastFeed(String text) {
    return text.substring(0, text.length() - 1);
  }

  private static String read(String name) {
    try (InputStream in = Fragments.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("restitch is not complete: " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
