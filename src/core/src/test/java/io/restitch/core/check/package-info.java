/** Tests of this package. */
@NullMarked
package io.restitch.core.check;

import org.jspecify.annotations.NullMarked;
