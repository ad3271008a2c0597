/** Checks of a cluster before anything is touched, one small class each. */
@NullMarked
package io.restitch.core.check;

import org.jspecify.annotations.NullMarked;
