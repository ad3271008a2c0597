/** Which pods a drain moves, which it leaves, in which order, and how many may leave now. */
@NullMarked
package io.restitch.core.drain;

import org.jspecify.annotations.NullMarked;
