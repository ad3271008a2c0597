/** What the simulated cluster does, piece by piece. */
@NullMarked
package io.restitch.twin.kube;

import org.jspecify.annotations.NullMarked;
