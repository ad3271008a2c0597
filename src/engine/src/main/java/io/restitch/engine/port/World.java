package io.restitch.engine.port;

/**
 * All ports together: a cluster and what it stands on.
 *
 * @param cluster nodes and pods
 * @param fabric pod networks
 * @param host control-plane machines
 * @param machines the cloud
 * @param record the record
 * @param lease the lock
 */
public record World(
    ClusterPort cluster,
    FabricPort fabric,
    HostPort host,
    MachinePort machines,
    RecordPort record,
    LeasePort lease) {}
