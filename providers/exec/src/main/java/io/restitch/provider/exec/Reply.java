package io.restitch.provider.exec;

import io.restitch.spi.ProviderException;
import tools.jackson.databind.JsonNode;

/** What a provider that keeps the contract answers. */
public sealed interface Reply {

  /** It did what it was asked; the value of {@code result}. */
  record Result(JsonNode value) implements Reply {}

  /** It says why it did not; the value of {@code error}. */
  record Failure(ProviderException error) implements Reply {}
}
