/** The simulated Kubernetes: what its API server holds, and the controllers that change it. */
@NullMarked
package io.restitch.twin.kube;

import org.jspecify.annotations.NullMarked;
