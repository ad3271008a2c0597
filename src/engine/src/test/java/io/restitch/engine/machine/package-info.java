/** Tests of this package. */
@NullMarked
package io.restitch.engine.machine;

import org.jspecify.annotations.NullMarked;
