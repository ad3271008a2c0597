/** How kinds are listed and followed. */
@NullMarked
package io.restitch.cluster.watch;

import org.jspecify.annotations.NullMarked;
