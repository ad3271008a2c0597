package io.restitch.host.backup;

/** Enters other hosts. */
@FunctionalInterface
public interface Accounts extends AutoCloseable {
  /** The account that a place names; nothing is connected yet. */
  Account of(RemoteFolder folder);

  /** Ends connections. */
  @Override
  default void close() {}
}
