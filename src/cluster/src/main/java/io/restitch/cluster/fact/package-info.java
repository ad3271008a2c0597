/** Kubernetes objects become facts; pure, one small class a kind. */
@NullMarked
package io.restitch.cluster.fact;

import org.jspecify.annotations.NullMarked;
