package io.restitch.spi;

import java.util.Map;

/** Found by {@link java.util.ServiceLoader}; makes a provider when a migration names it. */
public interface MachineProviderFactory {

  /** The name that {@code provider.name} in the file refers to: lower case, one word. */
  String name();

  /**
   * Makes a provider from its settings.
   *
   * @param settings the free-form map {@code provider.settings} of the file
   * @throws ProviderException {@code INVALID} if a setting is missing or wrong, naming it
   */
  MachineProvider create(Map<String, String> settings);
}
