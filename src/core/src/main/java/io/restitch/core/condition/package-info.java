/** The twelve phases by name, and how each stands. */
@NullMarked
package io.restitch.core.condition;

import org.jspecify.annotations.NullMarked;
