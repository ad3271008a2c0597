/** The engine's ports over the simulated cluster and cloud. */
@NullMarked
package io.restitch.twin.world;

import org.jspecify.annotations.NullMarked;
