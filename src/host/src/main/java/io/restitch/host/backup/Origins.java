package io.restitch.host.backup;

import io.restitch.core.plan.Settings.ExternalEtcd;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where pieces come from.
 *
 * @param machines addresses of the control planes, by node name
 * @param etcd an etcd that does not run on them
 * @param errands does what has to be done on them
 * @param objects writes Calico's objects and our own, as YAML
 * @param volumes takes snapshots of their volumes
 */
public record Origins(
    SortedMap<String, String> machines,
    ExternalEtcd etcd,
    Errands errands,
    Content objects,
    Volumes volumes) {
  public Origins {
    machines = Collections.unmodifiableSortedMap(new TreeMap<>(machines));
  }
}
