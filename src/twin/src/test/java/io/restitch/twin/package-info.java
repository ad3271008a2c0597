/** Whole migrations in virtual time. */
@NullMarked
package io.restitch.twin;

import org.jspecify.annotations.NullMarked;
