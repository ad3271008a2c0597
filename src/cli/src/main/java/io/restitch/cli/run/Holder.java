package io.restitch.cli.run;

import io.restitch.cli.Surroundings;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who we are, for the Lease. */
public final class Holder {
  private Holder() {}

  /** User, host and process: {@code ops@laptop:4711}. */
  public static String of(Surroundings here) {
    String user = System.getProperty("user.name", "somebody");
    String host = here.environment().getOrDefault("HOSTNAME", hostName());
    return user + "@" + host + ":" + ProcessHandle.current().pid();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }
}
