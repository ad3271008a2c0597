/** Observe, decide, act: the loop, live and in virtual time. */
@NullMarked
package io.restitch.engine.loop;

import org.jspecify.annotations.NullMarked;
