package io.restitch.cli.wiring;

import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.FabricPort;
import io.restitch.engine.port.LeasePort;
import io.restitch.engine.port.RecordPort;
import io.restitch.host.backup.Content;

/**
 * The ports of one cluster, but for machines.
 *
 * @param name what people call it
 * @param server where its API server is
 * @param cluster nodes and pods
 * @param fabric pod networks
 * @param record the record
 * @param lease the lock
 * @param objects writes Calico's objects and our own, as YAML
 * @param mayApply fails unless the user may carry a plan out
 * @param close ends the connection
 */
public record Ports(
    String name,
    String server,
    ClusterPort cluster,
    FabricPort fabric,
    RecordPort record,
    LeasePort lease,
    Content objects,
    Runnable mayApply,
    Runnable close) {}
