package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * The pod range that kubeadm and kube-proxy are configured with.
 *
 * @param agreed the range that both name, and that kube-proxy was restarted for if we changed it;
 *     null if there is no such range
 * @param changed whether restitch has changed it, and has not put back yet what was there before
 * @param kubeProxy whether a DaemonSet of kube-proxy runs pods, or would if we had not kept it off
 *     nodes
 */
public record PodRangeFact(@Nullable Cidr agreed, boolean changed, boolean kubeProxy) {
  /** Nothing known, nothing changed. */
  public static final PodRangeFact UNKNOWN = new PodRangeFact(null, false);

  /** In a cluster with kube-proxy. */
  public PodRangeFact(@Nullable Cidr agreed, boolean changed) {
    this(agreed, changed, true);
  }
}
