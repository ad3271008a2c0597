package io.restitch.provider.exec;

import io.restitch.spi.ProviderErrorCode;
import io.restitch.spi.ProviderException;
import java.util.regex.Pattern;

/** A provider's name in the file, and its binary's. */
final class ProviderNames {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private ProviderNames() {}

  static void requireValid(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ProviderException(
          ProviderErrorCode.INVALID,
          "not a provider name: '%s' (lower-case letters, digits and -, such as lab)"
              .formatted(Printable.first(name, 80)));
    }
  }

  static String binary(String name) {
    return "restitch-provider-" + name;
  }
}
