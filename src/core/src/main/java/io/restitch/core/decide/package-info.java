/**
 * The heart: one pure function from the world, the plan and what is in flight to what starts now.
 */
@NullMarked
package io.restitch.core.decide;

import org.jspecify.annotations.NullMarked;
