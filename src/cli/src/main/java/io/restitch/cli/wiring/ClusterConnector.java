package io.restitch.cli.wiring;

import java.time.InstantSource;

/** Opens the ports of a cluster. */
@FunctionalInterface
public interface ClusterConnector {
  /** Connects. */
  Ports connect(Target target, InstantSource clock);
}
