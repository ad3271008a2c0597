/** Tests of this package. */
@NullMarked
package io.restitch.engine.loop;

import org.jspecify.annotations.NullMarked;
