package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A Node that is deleted and posted again, and whose body lies in the cluster meanwhile.
 *
 * @param name the Node's name
 * @param uid the UID of the Node that was saved
 * @param firstPodCidr the pod CIDR it had before its first conversion
 */
public record SavedNode(String name, String uid, @Nullable Cidr firstPodCidr) {}
