package io.restitch.core.fact;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control-plane machine, seen from inside.
 *
 * @param nodeName its Node's name
 * @param unreached why the last look failed; null if it did not. The rest is then as it was last
 *     seen, or unknown
 * @param kubeletRunning whether its kubelet runs
 * @param calicoConfigured whether Calico's CNI configuration comes before all others, but for
 *     Multus's own, which hands on to one of them
 * @param residue what pod networks have left on it
 * @param etcd its etcd member
 * @param machine the machine itself
 */
public record HostFact(
    String nodeName,
    @Nullable Unreached unreached,
    boolean kubeletRunning,
    boolean calicoConfigured,
    Residue residue,
    EtcdFact etcd,
    MachineState machine) {

  /** Nothing is known but why. */
  public static HostFact unreached(String nodeName, Unreached why) {
    return new HostFact(
        nodeName, why, true, true, Residue.UNKNOWN, EtcdFact.UNKNOWN, MachineState.SOUND);
  }

  /** A sound machine with a healthy member of etcd. */
  public static HostFact sound(
      String nodeName, boolean kubeletRunning, boolean calicoConfigured, Residue residue) {
    return new HostFact(
        nodeName,
        null,
        kubeletRunning,
        calicoConfigured,
        residue,
        EtcdFact.HEALTHY,
        MachineState.SOUND);
  }

  /** Why the last look failed. */
  public Optional<Unreached> problem() {
    return Optional.ofNullable(unreached);
  }

  /** The same machine, and what stands on it. */
  public HostFact with(MachineState now) {
    return new HostFact(nodeName, unreached, kubeletRunning, calicoConfigured, residue, etcd, now);
  }

  /** The same machine, which cannot be looked at now. */
  public HostFact lost(Unreached why) {
    return new HostFact(nodeName, why, kubeletRunning, calicoConfigured, residue, etcd, machine);
  }

  /**
   * Why a machine cannot be looked at.
   *
   * @param message what is wrong
   * @param remedy the way out
   */
  public record Unreached(String message, String remedy) {}

  /**
   * What is left on a machine: chains, sets, links, routes, files.
   *
   * @param calico of Calico
   * @param flannel of Flannel
   */
  public record Residue(Left calico, Left flannel) {
    /** Not known. */
    public static final Residue UNKNOWN = counted(-1, -1);

    /** Nothing. */
    public static final Residue NONE = counted(0, 0);

    /** So many things, whose names are not known; -1 if not even that. */
    public static Residue counted(int calico, int flannel) {
      return new Residue(new Left(calico, List.of()), new Left(flannel, List.of()));
    }
  }

  /**
   * What is left of one pod network.
   *
   * @param count how many things; -1 if not known
   * @param some kind and name of the first of them, such as {@code chain cali-INPUT}
   */
  public record Left(int count, List<String> some) {
    public Left {
      some = List.copyOf(some);
    }
  }
}
