package io.restitch.provider.exec;

import java.util.function.Consumer;

/**
 * Looks over a provider's shoulder; the conformance suite does.
 *
 * @param started called with every process right after its start, before it gets its request
 * @param log called with every line of its stderr, unshortened up to 8 KiB
 * @param output called with its whole stdout
 */
public record ProcessWatch(
    Consumer<ProcessHandle> started, Consumer<String> log, Consumer<String> output) {
  /** Sees nothing. */
  public static final ProcessWatch NONE = new ProcessWatch(p -> {}, line -> {}, text -> {});
}
