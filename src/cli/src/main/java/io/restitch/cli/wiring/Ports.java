package io.restitch.cli.wiring;

import io.restitch.cluster.act.ClusterTraces;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.core.action.MachineAction.CreateMachine;
import io.restitch.core.plan.Settings;
import io.restitch.engine.port.ClusterPort;
import io.restitch.engine.port.FabricPort;
import io.restitch.engine.port.LeasePort;
import io.restitch.engine.port.RecordPort;
import io.restitch.host.backup.Content;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The ports of one cluster, but for machines.
 *
 * @param name what people call it
 * @param server where its API server is
 * @param cluster nodes and pods
 * @param fabric pod networks
 * @param record the record
 * @param lease the lock
 * @param calico what there is of Calico's objects
 * @param objects writes Calico's objects and our own, as YAML
 * @param userData what a new machine runs at its first boot; a secret
 * @param joiningKubelets how kubeadm sets up each kubelet that joins; empty if that may not be read
 * @param traces what restitch keeps in it
 * @param mayApply fails unless the user may carry out a plan with these settings
 * @param close ends the connection
 */
public record Ports(
    String name,
    String server,
    ClusterPort cluster,
    FabricPort fabric,
    RecordPort record,
    LeasePort lease,
    Supplier<CalicoInventory.Found> calico,
    Content objects,
    BiFunction<Settings.Join, CreateMachine, String> userData,
    Supplier<Optional<SortedMap<String, String>>> joiningKubelets,
    ClusterTraces traces,
    Consumer<Settings> mayApply,
    Runnable close) {}
