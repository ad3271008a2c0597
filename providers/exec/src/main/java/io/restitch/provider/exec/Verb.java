package io.restitch.provider.exec;

import java.util.Locale;

/** What a provider can be asked; the lower-case name is its only argument. */
public enum Verb {
  CAPABILITIES,
  SHAPE,
  CREATE,
  GET,
  LIST,
  DELETE,
  SNAPSHOT,
  SNAPSHOTS,
  GUARD;

  /** The argument on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
