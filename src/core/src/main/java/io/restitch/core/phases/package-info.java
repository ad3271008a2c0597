/** The twelve phases of a migration, one file each: when true, what to do next, how to undo. */
@NullMarked
package io.restitch.core.phases;

import org.jspecify.annotations.NullMarked;
