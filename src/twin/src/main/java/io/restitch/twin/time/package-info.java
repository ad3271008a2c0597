/** Virtual time and chance: one queue, one seed. */
@NullMarked
package io.restitch.twin.time;

import org.jspecify.annotations.NullMarked;
