package io.restitch.provider.exec.conformance;

import io.restitch.spi.ProviderException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The same call twice at the same time. */
final class Together {
  private Together() {}

  /** Both answers; the first failure if one failed, after both have ended. */
  static <T> List<T> call(Supplier<T> call) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<T> one = CompletableFuture.supplyAsync(call, executor);
      CompletableFuture<T> two = CompletableFuture.supplyAsync(call, executor);
      return List.of(one.join(), two.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProviderException failure ? failure : e;
    }
  }
}
