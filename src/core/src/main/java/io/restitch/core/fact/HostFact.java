package io.restitch.core.fact;

/**
 * A control-plane machine, seen from inside.
 *
 * @param nodeName its Node's name
 * @param kubeletRunning whether its kubelet runs
 * @param calicoConfigured whether Calico's CNI configuration is the one pods get
 * @param residue how many things of the pod network it left are on the machine; -1 if not scanned
 *     since it last changed
 * @param etcdHealthy whether its etcd member is healthy and caught up
 */
public record HostFact(
    String nodeName,
    boolean kubeletRunning,
    boolean calicoConfigured,
    int residue,
    boolean etcdHealthy) {}
