package io.restitch.provider.exec.conformance;

import io.restitch.provider.exec.Reply;
import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Collects checks and tells of each as it is made. */
final class Findings {
  private final List<Check> checks = new ArrayList<>();
  private final Consumer<Check> progress;

  Findings(Consumer<Check> progress) {
    this.progress = progress;
  }

  List<Check> all() {
    return List.copyOf(checks);
  }

  /** Records what holds or does not. */
  void that(String name, boolean holds, String detail, String remedy) {
    Check check = new Check(name, holds, detail, holds ? "" : remedy);
    checks.add(check);
    progress.accept(check);
  }

  /**
   * A call that has to succeed with something that holds.
   *
   * @return what it answered, if it answered
   */
  <T> Optional<T> answers(String name, Supplier<T> call, Expectation<T> expected, String remedy) {
    try {
      T value = call.get();
      that(name, expected.holds(value), expected.describe(value), remedy);
      return Optional.of(value);
    } catch (ProviderException e) {
      that(name, false, describe(e), remedy);
      return Optional.empty();
    }
  }

  /** A call that has to be refused with this code, one that a broken provider does not yield. */
  void refuses(String name, ProviderErrorCode code, Supplier<?> call, String remedy) {
    try {
      Object value = call.get();
      that(name, false, "it was accepted: " + value, remedy);
    } catch (ProviderException e) {
      that(name, e.code() == code, describe(e), remedy);
    }
  }

  /** A request that has to be answered with an error of this code, however odd it is. */
  void errorReply(String name, ProviderErrorCode code, Supplier<Reply> exchange, String remedy) {
    try {
      switch (exchange.get()) {
        case Reply.Failure failure ->
            that(name, failure.error().code() == code, describe(failure.error()), remedy);
        case Reply.Result result -> that(name, false, "it was accepted: " + result.value(), remedy);
      }
    } catch (ProviderException e) {
      that(name, false, describe(e), remedy);
    }
  }

  private static String describe(ProviderException e) {
    return e.code() + ": " + e.getMessage();
  }
}
