package io.restitch.core.fact;

import io.restitch.core.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * The body of a Node that is about to be deleted and posted again, saved in the cluster first.
 *
 * @param name the Node's name
 * @param uid the UID of the Node that was saved
 * @param firstPodCidr the pod CIDR it had before its first conversion
 * @param body the Node as JSON, all that must survive
 */
public record SavedNode(String name, String uid, @Nullable Cidr firstPodCidr, String body) {}
