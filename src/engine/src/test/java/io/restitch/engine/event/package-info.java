/** Tests of this package. */
@NullMarked
package io.restitch.engine.event;

import org.jspecify.annotations.NullMarked;
