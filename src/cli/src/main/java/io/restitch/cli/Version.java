package io.restitch.cli;

/** Which restitch this is. */
public final class Version {
  /** As in the parent's {@code pom.xml}. */
  public static final String NUMBER = "0.1.0";

  private Version() {}
}
