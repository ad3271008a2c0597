package io.restitch.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shell of docs/restore.md as {@code restitch restore --dry-run} prints it: each block can be
 * run where its step says. So what the drills run is what operators read.
 */
final class Steps {
  private static final Pattern BLOCK =
      Pattern.compile("^ *```sh\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

  private final List<String> blocks;

  private Steps(List<String> blocks) {
    this.blocks = blocks;
  }

  static Steps of(String printed) {
    List<String> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(printed);
    while (found.find()) {
      blocks.add(found.group(1).stripIndent());
    }
    return new Steps(blocks);
  }

  /** The one block that has this text in it. */
  String with(String text) {
    List<String> having = blocks.stream().filter(b -> b.contains(text)).toList();
    if (having.size() != 1) {
      throw new AssertionError(having.size() + " blocks with " + text + " in " + blocks);
    }
    return having.getFirst();
  }
}
