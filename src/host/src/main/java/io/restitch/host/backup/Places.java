package io.restitch.host.backup;

import java.nio.file.Path;

/** Finds places by what people call them. */
final class Places {
  private Places() {}

  /** A folder here, {@code ~/} being the user's home, or an {@code ssh://} address. */
  static Place of(String to, Accounts accounts) {
    if (RemoteFolder.is(to)) {
      RemoteFolder folder = RemoteFolder.parse(to);
      return new RemotePlace(accounts.of(folder), folder);
    }
    return new FolderPlace(
        to.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), to.substring(2))
            : Path.of(to));
  }
}
