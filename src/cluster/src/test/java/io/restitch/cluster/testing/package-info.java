/** An API server small enough to read, on loopback. */
@NullMarked
package io.restitch.cluster.testing;

import org.jspecify.annotations.NullMarked;
