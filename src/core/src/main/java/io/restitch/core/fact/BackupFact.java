package io.restitch.core.fact;

import java.time.Instant;

/**
 * One piece of the backup that can be read from here now, lies where and is encrypted as the
 * settings say.
 *
 * @param kind what it holds
 * @param subject the machine it is of; empty for the whole cluster
 * @param takenAt when it was taken
 * @param place where it lies
 * @param sizeBytes its size
 * @param sha256 hash of its content
 */
public record BackupFact(
    Kind kind, String subject, Instant takenAt, String place, long sizeBytes, String sha256) {

  /** What a piece of the backup holds. */
  public enum Kind {
    /** A checked and trial-restored etcd snapshot. */
    ETCD,
    /** Calico's and our own objects as YAML. */
    OBJECTS,
    /** {@code /etc/kubernetes}, kubelet and CNI configuration of one machine. */
    HOST_FILES,
    /** The provider's snapshots of one machine's volumes. */
    MACHINE_SNAPSHOT
  }
}
